namespace Microsoft.ML.Transfer.Charts;

/// <summary>What a notebook shows.</summary>
internal interface IHtmlView
{
    /// <summary>The part of a page that it is shown as.</summary>
    string ToHtml();
}

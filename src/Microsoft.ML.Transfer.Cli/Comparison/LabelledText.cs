namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>A text and its class, as a row of an ML.NET data view; the columns of every model that <c>run</c> saves.</summary>
internal sealed class LabelledText
{
    public string Text { get; set; } = "";

    public string Label { get; set; } = "";
}

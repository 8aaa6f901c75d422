namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A pair of texts and its class, as a row of an ML.NET data view.</summary>
internal sealed class ClassifiedPair
{
    public string Text { get; set; } = "";

    public string Pair { get; set; } = "";

    public string Label { get; set; } = "";
}

namespace Microsoft.ML.Transfer.LoadHost;

internal sealed class Input
{
    public string Text { get; set; } = "";

    public string Label { get; set; } = "";
}

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A text and what is to be predicted for it, as a row of an ML.NET data view.</summary>
/// <typeparam name="TLabel">What is predicted.</typeparam>
internal sealed class LabelledRow<TLabel>
{
    public string Text { get; set; } = "";

    public TLabel Label { get; set; } = default!;
}

/// <summary>A pair of texts and what is to be predicted for it, as a row of an ML.NET data view.</summary>
/// <typeparam name="TLabel">What is predicted.</typeparam>
internal sealed class LabelledPair<TLabel>
{
    public string Text { get; set; } = "";

    public string Pair { get; set; } = "";

    public TLabel Label { get; set; } = default!;
}

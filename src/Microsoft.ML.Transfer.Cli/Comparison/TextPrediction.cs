namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>What a model says of a text, as a row of an ML.NET data view.</summary>
internal sealed class TextPrediction
{
    public const string LabelColumn = nameof(PredictedLabel);

    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];

    /// <summary>The predicted class's.</summary>
    public float Highest => Score.Length == 0 ? float.NaN : Score.Max();
}

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Predicts with a saved model in a process of its own.</summary>
internal interface IFreshProcess
{
    /// <summary>The label and score of each text.</summary>
    IReadOnlyList<(string Label, float Score)> Predict(string modelPath, IReadOnlyList<string> texts);
}

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>What <c>run</c> found.</summary>
/// <param name="Scores">One for each way to features.</param>
/// <param name="TextsEncoded">How many texts the encoder computed for its cross-validation; not more than there are, since the folds share the vectors.</param>
/// <param name="TrainedOn">The number of rows that the saved model was trained on.</param>
/// <param name="ModelBytes">The size of the saved model.</param>
/// <param name="Predictions">What the model says, in a fresh process, of the texts that were kept out of its training.</param>
/// <param name="LargestDifference">Between these scores and those of the model before it was saved.</param>
internal sealed record RunResult(
    IReadOnlyList<CrossValidationScore> Scores,
    long TextsEncoded,
    int TrainedOn,
    long ModelBytes,
    IReadOnlyList<HeldOutPrediction> Predictions,
    float LargestDifference);

/// <summary>A text that the model was not trained on, its class, and what the model says.</summary>
internal sealed record HeldOutPrediction(LabelledText Row, string Predicted, float Score);

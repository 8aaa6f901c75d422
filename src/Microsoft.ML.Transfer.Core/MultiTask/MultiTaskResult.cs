namespace Microsoft.ML.Transfer;

/// <summary>What came of several tasks that were trained together. Owns its classifiers.</summary>
/// <param name="Classifiers">For each task, by its name, a classifier with a copy of the encoder that they share, so that each can be saved, loaded and disposed by itself.</param>
/// <param name="Summary">How the training went, of all tasks together; the metric by which the best epoch was chosen is the mean of those of the tasks.</param>
/// <param name="Validation">For each task with examples that were kept out, how the best weights predict them.</param>
public sealed record MultiTaskResult(
    IReadOnlyDictionary<string, TextClassifier> Classifiers, FineTuningSummary Summary, IReadOnlyDictionary<string, ValidationResult> Validation) : IDisposable
{
    /// <summary>Frees all classifiers.</summary>
    public void Dispose()
    {
        foreach (var classifier in Classifiers.Values)
            classifier.Dispose();
    }
}

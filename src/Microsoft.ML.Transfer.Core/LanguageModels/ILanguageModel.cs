namespace Microsoft.ML.Transfer;

/// <summary>A model that says how likely texts are. Implementations are safe to share between threads.</summary>
public interface ILanguageModel : IDisposable
{
    /// <summary>The name of the model.</summary>
    string ModelName { get; }

    /// <summary>How likely each text is. The result for a text does not depend on the others, nor on the number of threads.</summary>
    /// <param name="texts">The texts; null is read as empty.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    IReadOnlyList<TextLikelihood> Score(IReadOnlyList<string?> texts, int? threads = null, CancellationToken cancellationToken = default);
}

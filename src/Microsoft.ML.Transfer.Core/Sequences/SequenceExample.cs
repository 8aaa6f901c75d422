namespace Microsoft.ML.Transfer;

/// <summary>A tokenized text, or pair of texts, with what is to be predicted for it.</summary>
/// <param name="Sequence">The tokens.</param>
internal sealed record SequenceExample(TextWindow Sequence)
{
    /// <summary>Its class, from 0; of no meaning to losses of <see cref="Targets"/> alone.</summary>
    public int Class { get; init; }

    /// <summary>A number for each score of the head; empty where the class is all that is learned.</summary>
    public ReadOnlyMemory<float> Targets { get; init; }
}

using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Training;

/// <summary>Sequences with what a head is to predict for them.</summary>
/// <param name="Tokens">The sequences.</param>
public sealed record LabeledBatch(TokenBatch Tokens)
{
    /// <summary>
    /// A class for each row that the head scores, a sequence or a token; <see cref="Tensors.CrossEntropy.Ignored"/> where none counts. Empty for a loss of
    /// <see cref="Targets"/>.
    /// </summary>
    public ReadOnlyMemory<int> Classes { get; init; }

    /// <summary>A number for each score of each row, row-major. Empty for a loss of <see cref="Classes"/>.</summary>
    public ReadOnlyMemory<float> Targets { get; init; }
}

using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>
/// The parameters of a checkpoint for a larger vocabulary: the table of words, and the bias and the weights of the head to it, have a row for each new token, the mean of those of its pieces.
/// All else is as in the checkpoint, bit for bit.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="head">The head for masked tokens.</param>
/// <param name="size">How many rows the checkpoint has.</param>
/// <param name="tokens">The new tokens.</param>
internal sealed class GrownVocabulary(IParameterSource checkpoint, HeadDefinition head, int size, IReadOnlyList<NewToken> tokens) : IParameterSource
{
    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => checkpoint.Contains(path);

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        if (!IsByToken(path))
        {
            checkpoint.Fill(path, shape, initialization, destination);
            return;
        }
        var width = shape.Rank == 2 ? shape.Columns : 1;
        checkpoint.Fill(path, shape.Rank == 2 ? new Shape(size, width) : new Shape(size), initialization, destination[..(size * width)]);
        destination[(size * width)..].Clear();
        foreach (var token in tokens)
        {
            var row = destination.Slice(token.Id * width, width);
            // The place of a token may be one that the checkpoint has to spare.
            row.Clear();
            foreach (var piece in token.Pieces)
                TensorPrimitives.Add(row, destination.Slice(piece * width, width), row);
            TensorPrimitives.Divide(row, token.Pieces.Count, row);
        }
    }

    /// <inheritdoc/>
    public void Complete() => checkpoint.Complete();

    private bool IsByToken(ParameterPath path) => path.Value is "embeddings/word/weight"
        || string.Equals(path.Value, $"{head.Path}/output/bias", StringComparison.Ordinal)
        || string.Equals(path.Value, $"{head.Path}/output/weight", StringComparison.Ordinal);
}

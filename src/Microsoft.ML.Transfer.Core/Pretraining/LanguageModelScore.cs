using System.Globalization;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How well a language model predicts tokens from those before them.</summary>
/// <param name="Loss">The mean cross-entropy, in nats.</param>
/// <param name="Accuracy">The part of the tokens that has the highest score, from 0 to 1.</param>
/// <param name="Tokens">How many were predicted.</param>
public sealed record LanguageModelScore(double Loss, double Accuracy, long Tokens)
{
    /// <summary>e to the loss.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>In a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4}, perplexity {Perplexity:F2}, accuracy {Accuracy:F4}, {Tokens} tokens");

    /// <summary>Measures a model without a decoder: by its head for masked tokens, or for the token that follows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="head">Its head for tokens.</param>
    /// <param name="batches">Texts, with the token to predict for each of theirs, or <see cref="CrossEntropy.Ignored"/>.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    internal static LanguageModelScore Of(PretrainedModel model, TaskHead head, IEnumerable<LabeledBatch> batches, int? threads = null, CancellationToken cancellation = default)
    {
        var sum = new TokenScoreSum();
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            var targets = batch.Classes.ToArray();
            // Only those that count: the scores of a whole vocabulary for each of the others would be most of the work.
            int[] rows = [.. Enumerable.Range(0, targets.Length).Where(row => targets[row] != CrossEntropy.Ignored)];
            if (rows.Length == 0)
                continue;
            using var states = model.Encoder.Forward(batch.Tokens, rows, threads);
            sum.Add(head.Forward(states), [.. rows.Select(row => targets[row])]);
        }
        return sum.ToScore();
    }
}

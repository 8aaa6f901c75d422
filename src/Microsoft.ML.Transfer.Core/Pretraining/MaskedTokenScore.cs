using System.Globalization;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How well a masked language model predicts masked tokens.</summary>
/// <param name="Loss">The mean cross-entropy, in nats.</param>
/// <param name="Accuracy">The part of the tokens that has the highest score, from 0 to 1.</param>
/// <param name="Tokens">How many were masked.</param>
public sealed record MaskedTokenScore(double Loss, double Accuracy, int Tokens)
{
    /// <summary>e to the loss.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>In a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4}, accuracy {Accuracy:F4}, {Tokens} masked tokens");

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="head">Its head for masked tokens.</param>
    /// <param name="batches">Masked texts.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    internal static MaskedTokenScore Of(PretrainedModel model, TaskHead head, IEnumerable<LabeledBatch> batches, int? threads, CancellationToken cancellation)
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
        var (loss, accuracy, tokens) = sum.ToScore();
        return new MaskedTokenScore(loss, accuracy, (int)tokens);
    }
}

using System.Globalization;
using System.Numerics.Tensors;
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
        var layers = new HashSet<int> { model.Encoder.Config.LayerCount };
        var (loss, right, count) = (0.0, 0, 0);
        var scores = Array.Empty<float>();
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using var states = model.Encoder.Forward(batch.Tokens, layers, threads);
            var targets = batch.Classes.ToArray();
            // Only those that count: the scores of a whole vocabulary for each of the others would be most of the work.
            int[] rows = [.. Enumerable.Range(0, targets.Length).Where(row => targets[row] != CrossEntropy.Ignored)];
            if (rows.Length == 0)
                continue;
            var logits = head.Forward(states, rows);
            if (scores.Length < logits.Shape.Count)
                scores = new float[logits.Shape.Count];
            logits.CopyTo(scores);
            for (var row = 0; row < rows.Length; row++)
            {
                var target = targets[rows[row]];
                var ofRow = scores.AsSpan(row * logits.Shape.Columns, logits.Shape.Columns);
                var best = TensorPrimitives.IndexOfMax<float>(ofRow);
                var highest = ofRow[best];
                var sum = 0.0;
                foreach (var score in ofRow)
                    sum += Math.Exp((double)score - highest);
                loss += Math.Log(sum) + highest - ofRow[target];
                right += best == target ? 1 : 0;
                count++;
            }
        }
        return new MaskedTokenScore(count == 0 ? 0 : loss / count, count == 0 ? 0 : (double)right / count, count);
    }
}

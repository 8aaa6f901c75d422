using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Learning the class of each word.</summary>
/// <param name="model">The model.</param>
/// <param name="loss">Its loss.</param>
internal sealed class TokenTask(TokenModel model, HeadTask loss) : IFineTuningTask<TokenExample, LabeledBatch>
{
    /// <inheritdoc/>
    public EncoderConfig Config => model.Tuned.Model.Encoder.Config;

    /// <inheritdoc/>
    public ITrainingTask<LabeledBatch> Loss => loss;

    /// <inheritdoc/>
    public LabeledBatch Collate(IReadOnlyList<TokenExample> examples)
    {
        var builder = new TokenBatchBuilder();
        foreach (var example in examples)
            builder.Add(example.Window.Sequence.Ids, example.Window.Sequence.TypeIds);
        return new LabeledBatch(builder.Build()) { Classes = examples.SelectMany(example => example.Labels).ToArray() };
    }

    /// <inheritdoc/>
    public int LengthOf(TokenExample example) => example.Window.Sequence.Ids.Length;

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, TokenExample example)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Window.Sequence.Ids));
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Window.Sequence.TypeIds));
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Labels));
        hash.AppendData(MemoryMarshal.AsBytes<int>([example.Labels.Length]));
    }

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<TokenExample> examples, int? threads, CancellationToken cancellation)
    {
        var predictions = new Dictionary<TaggedWords, int[]>(ReferenceEqualityComparer.Instance);
        foreach (var example in examples)
            predictions[example.Source] = NewPrediction(example.Source);
        var losses = new double[examples.Count];
        model.Score(
            [.. examples.Select(example => example.Window.Sequence)],
            (i, scores) =>
            {
                model.Choose(examples[i].Window, scores, predictions[examples[i].Source], []);
                losses[i] = LossOf(scores, examples[i].Labels);
            },
            threads, cancellation);
        var metrics = TokenClassificationMetrics.Compute(model.ClassNames, predictions.Select(pair => ((IReadOnlyList<int>)pair.Key.Labels, (IReadOnlyList<int>)pair.Value)));
        var mean = losses.Sum() / Math.Max(1, examples.Sum(example => example.Labels.Count(label => label != CrossEntropy.Ignored)));
        return metrics.HasEntities ? new ValidationResult(mean, "entity F1", metrics.F1) : new ValidationResult(mean, "accuracy", metrics.Accuracy);
    }

    /// <inheritdoc/>
    public void Finish() => model.Tuned.Model.MergeAdaptation();

    private int[] NewPrediction(TaggedWords words)
    {
        var classes = new int[words.Words.Count];
        Array.Fill(classes, model.DefaultClass);
        return classes;
    }

    /// <summary>The sum over the tokens that have a label.</summary>
    private double LossOf(ReadOnlySpan<float> scores, int[] labels)
    {
        var (sum, classes) = (0.0, model.ClassNames.Count);
        var row = new float[classes];
        for (var token = 0; token < labels.Length; token++)
        {
            if (labels[token] == CrossEntropy.Ignored)
                continue;
            var logits = scores.Slice(token * classes, classes);
            TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), row);
            var target = row[labels[token]];
            TensorPrimitives.Exp(row, row);
            sum += Math.Log(TensorPrimitives.Sum<float>(row)) - target;
        }
        return sum;
    }
}

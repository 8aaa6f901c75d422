using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Learning to find answers. Examples that are trained on have one window each; those that are predicted have all of theirs.</summary>
/// <param name="model">The model.</param>
internal sealed class AnsweringTask(SpanModel model) : IFineTuningTask<ReadQuestion, SpanBatch>
{
    /// <inheritdoc/>
    public EncoderConfig Config => model.Tuned.Model.Encoder.Config;

    /// <inheritdoc/>
    public ITrainingTask<SpanBatch> Loss { get; } = new SpanLoss(model.Tuned);

    /// <inheritdoc/>
    public SpanBatch Collate(IReadOnlyList<ReadQuestion> examples)
    {
        var windows = examples.SelectMany(example => example.Windows).ToArray();
        var builder = new TokenBatchBuilder();
        foreach (var window in windows)
            builder.Add(window.Sequence.Ids, window.Sequence.TypeIds);
        return new SpanBatch(builder.Build(), Array.ConvertAll(windows, window => window.Start), Array.ConvertAll(windows, window => window.End));
    }

    /// <inheritdoc/>
    public int LengthOf(ReadQuestion example) => example.Windows.Sum(window => window.Sequence.Ids.Length);

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, ReadQuestion example)
    {
        foreach (var window in example.Windows)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(window.Sequence.Ids));
            hash.AppendData(MemoryMarshal.AsBytes<int>(window.Sequence.TypeIds));
            hash.AppendData(MemoryMarshal.AsBytes<int>([window.Sequence.Ids.Length, window.Start, window.End]));
        }
        // By it predictions are measured.
        hash.AppendData(MemoryMarshal.AsBytes<char>(example.Answer));
    }

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<ReadQuestion> examples, int? threads, CancellationToken cancellation)
    {
        var scores = model.Score(examples, threads, cancellation);
        var found = model.Find(examples, scores, count: 1);
        var metrics = AnswerMetrics.Of([.. examples.Select((example, i) => (found[i][0].Text, example.Answer))]);
        var losses = examples.SelectMany(example => example.Windows).Zip(scores, (window, score) => (LossOf(score, 0, window.Start) + LossOf(score, 1, window.End)) / 2);
        return new ValidationResult(losses.Average(), "F1", metrics.F1);
    }

    /// <inheritdoc/>
    public void Finish() => model.Tuned.Model.MergeAdaptation();

    /// <summary>−log softmax of a column at a place.</summary>
    private static double LossOf(float[] scores, int column, int place)
    {
        var (largest, sum) = (float.NegativeInfinity, 0.0);
        for (var i = column; i < scores.Length; i += 2)
            largest = Math.Max(largest, scores[i]);
        for (var i = column; i < scores.Length; i += 2)
            sum += MathF.Exp(scores[i] - largest);
        return largest + Math.Log(sum) - scores[2 * place + column];
    }
}

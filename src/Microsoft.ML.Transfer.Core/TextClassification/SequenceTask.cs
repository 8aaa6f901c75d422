using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Learning to score texts as a whole: their class, their labels, or a number.</summary>
/// <param name="model">The model.</param>
/// <param name="loss">Its loss.</param>
/// <param name="measure">How well scores, [examples, scores], predict the examples.</param>
internal sealed class SequenceTask(SequenceModel model, HeadTask loss, Func<float[], IReadOnlyList<SequenceExample>, ValidationResult> measure) : IFineTuningTask<SequenceExample, LabeledBatch>
{
    /// <inheritdoc/>
    public EncoderConfig Config => model.Tuned.Model.Encoder.Config;

    /// <inheritdoc/>
    public ITrainingTask<LabeledBatch> Loss => loss;

    /// <inheritdoc/>
    public LabeledBatch Collate(IReadOnlyList<SequenceExample> examples)
    {
        var builder = new TokenBatchBuilder();
        foreach (var example in examples)
            builder.Add(example.Sequence.Ids, example.Sequence.TypeIds);
        var batch = new LabeledBatch(builder.Build());
        return examples[0].Targets.IsEmpty
            ? batch with { Classes = examples.Select(example => example.Class).ToArray() }
            : batch with { Targets = examples.SelectMany(example => example.Targets.ToArray()).ToArray() };
    }

    /// <inheritdoc/>
    public int LengthOf(SequenceExample example) => example.Sequence.Ids.Length;

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, SequenceExample example)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Sequence.Ids));
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Sequence.TypeIds));
        hash.AppendData(MemoryMarshal.AsBytes<int>([example.Sequence.Ids.Length, example.Class]));
        hash.AppendData(MemoryMarshal.AsBytes(example.Targets.Span));
    }

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<SequenceExample> examples, int? threads, CancellationToken cancellation) =>
        measure(model.Score([.. examples.Select(example => example.Sequence)], threads, cancellation), examples);

    /// <inheritdoc/>
    public void Finish() => model.Tuned.Model.MergeAdaptation();
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Learning vectors from pairs of texts.</summary>
/// <param name="encoder">What is trained.</param>
/// <param name="loss">Its loss.</param>
/// <param name="measure">How well the vectors, which its second argument gives, suit examples that were kept out.</param>
internal sealed class ContrastiveTask(
    TrainedEmbedder encoder, ContrastiveObjective loss, Func<IReadOnlyList<ContrastiveExample>, Func<IEnumerable<TextWindow>, float[]>, ValidationResult> measure)
    : IFineTuningTask<ContrastiveExample, ContrastiveBatch>
{
    /// <inheritdoc/>
    public EncoderConfig Config => encoder.Config;

    /// <inheritdoc/>
    public ITrainingTask<ContrastiveBatch> Loss => loss;

    /// <inheritdoc/>
    public ContrastiveBatch Collate(IReadOnlyList<ContrastiveExample> examples) => ContrastiveBatch.Of(examples);

    /// <inheritdoc/>
    public void Finish() => encoder.Finish();

    /// <inheritdoc/>
    public int LengthOf(ContrastiveExample example) => example.First.Ids.Length + (example.Second?.Ids.Length ?? 0) + (example.Negative?.Ids.Length ?? 0);

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, ContrastiveExample example)
    {
        Add(example.First);
        Add(example.Second);
        Add(example.Negative);
        hash.AppendData(MemoryMarshal.AsBytes<float>([example.Score]));
        hash.AppendData(MemoryMarshal.AsBytes<int>([example.Class]));

        void Add(TextWindow? text)
        {
            int[] ids = text?.Ids ?? [];
            hash.AppendData(MemoryMarshal.AsBytes<int>([ids.Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(ids));
        }
    }

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<ContrastiveExample> examples, int? threads, CancellationToken cancellation) =>
        measure(examples, texts => encoder.Embed([.. texts], threads, cancellation));
}

/// <summary>The options of a training with everything that its bits depend on.</summary>
internal sealed record ContrastiveTrainingOptions : FineTuningOptions
{
    private readonly ContrastiveOptions _contrastive;

    public ContrastiveTrainingOptions(FineTuningOptions options, ContrastiveOptions contrastive)
        : base(options) => _contrastive = contrastive;

    internal override string TrainingSettings() => FormattableString.Invariant($"{base.TrainingSettings()} {_contrastive.Loss} {_contrastive.Scale:R} {_contrastive.Margin:R} {_contrastive.Pooling}");
}

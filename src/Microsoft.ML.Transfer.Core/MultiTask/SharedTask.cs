using System.Security.Cryptography;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer;

/// <summary>One of several tasks that are learned together, whatever its examples are: the types of all others are hidden here, and nowhere else.</summary>
/// <param name="saved">How an archive describes it.</param>
/// <param name="complete">What remains to be done to the head when the training is over; null for nothing.</param>
internal abstract class SharedTask(SavedHead saved, Action? complete)
{
    /// <summary>How an archive describes it.</summary>
    public SavedHead Saved => saved;

    /// <summary>The architecture of the encoder.</summary>
    public abstract EncoderConfig Config { get; }

    /// <summary>What computes.</summary>
    public abstract Backend Backend { get; }

    /// <summary>All parameters of the model, those of other tasks included.</summary>
    public abstract IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

    /// <summary>The examples to learn from.</summary>
    public abstract IReadOnlyList<object> Training { get; }

    /// <summary>Those that are kept out.</summary>
    public abstract IReadOnlyList<object> Validation { get; }

    /// <inheritdoc cref="IFineTuningTask{TExample, TBatch}.Collate"/>
    public abstract object Collate(IReadOnlyList<object> examples);

    /// <inheritdoc cref="Training.ITrainingTask{TBatch}.WeightOf"/>
    public abstract double WeightOf(object batch);

    /// <inheritdoc cref="Training.ITrainingTask{TBatch}.Loss"/>
    public abstract Tensor Loss(Computation computation, object batch);

    /// <inheritdoc cref="IFineTuningTask{TExample, TBatch}.LengthOf"/>
    public abstract int LengthOf(object example);

    /// <inheritdoc cref="IFineTuningTask{TExample, TBatch}.AddTo"/>
    public abstract void AddTo(IncrementalHash hash, object example);

    /// <inheritdoc cref="IFineTuningTask{TExample, TBatch}.Validate"/>
    public abstract ValidationResult Validate(IReadOnlyList<object> examples, int? threads, CancellationToken cancellation);

    /// <inheritdoc cref="IFineTuningTask{TExample, TBatch}.Finish"/>
    public abstract void Finish();

    /// <summary>Does what remains to be done to the head when the training is over.</summary>
    public void Complete() => complete?.Invoke();

    /// <summary>Hides the types of a task.</summary>
    public static SharedTask Of<TExample, TBatch>(PreparedTask<TExample, TBatch> prepared, SavedHead saved, Action? complete = null)
        where TExample : class
        where TBatch : class => new Typed<TExample, TBatch>(prepared, saved, complete);

    private sealed class Typed<TExample, TBatch>(PreparedTask<TExample, TBatch> prepared, SavedHead saved, Action? complete) : SharedTask(saved, complete)
        where TExample : class
        where TBatch : class
    {
        private readonly IFineTuningTask<TExample, TBatch> _task = prepared.Task;

        public override EncoderConfig Config => _task.Config;

        public override Backend Backend => _task.Loss.Backend;

        public override IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _task.Loss.Parameters;

        public override IReadOnlyList<object> Training => prepared.Training;

        public override IReadOnlyList<object> Validation => prepared.Validation;

        public override object Collate(IReadOnlyList<object> examples) => _task.Collate(Cast(examples));

        public override double WeightOf(object batch) => _task.Loss.WeightOf((TBatch)batch);

        public override Tensor Loss(Computation computation, object batch) => _task.Loss.Loss(computation, (TBatch)batch);

        public override int LengthOf(object example) => _task.LengthOf((TExample)example);

        public override void AddTo(IncrementalHash hash, object example) => _task.AddTo(hash, (TExample)example);

        public override ValidationResult Validate(IReadOnlyList<object> examples, int? threads, CancellationToken cancellation) => _task.Validate(Cast(examples), threads, cancellation);

        public override void Finish() => _task.Finish();

        private static TExample[] Cast(IReadOnlyList<object> examples) => [.. examples.Cast<TExample>()];
    }
}

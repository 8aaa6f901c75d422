using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>The loss of a student beside the scores of its teacher, which are the targets of a batch.</summary>
/// <param name="model">The student.</param>
/// <param name="options">The temperature and the weights.</param>
internal sealed class DistillationObjective(TunedModel model, DistillationOptions options) : ITrainingTask<LabeledBatch>
{
    private readonly PretrainedModel _model = model.Model;
    private readonly TaskHead _head = model.Head;
    private readonly Distillation _loss = new(options.Temperature, options.TeacherWeight);

    /// <inheritdoc/>
    public Backend Backend => _model.Encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _model.Encoder.Parameters;

    /// <inheritdoc/>
    public double WeightOf(LabeledBatch batch) => batch.Classes.Length;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, LabeledBatch batch)
    {
        var scores = _head.Forward(_model.Encoder.Forward(computation, batch.Tokens, _head.Reads(batch.Tokens)));
        var arena = computation.Arena;
        return computation.Apply(_loss, scores, arena.Upload(batch.Targets.Span, scores.Shape), arena.Upload(batch.Classes.Span));
    }
}

/// <summary>The options of a training with everything that its bits depend on.</summary>
internal sealed record DistillationTrainingOptions : FineTuningOptions
{
    private readonly DistillationOptions _distillation;

    public DistillationTrainingOptions(FineTuningOptions options, DistillationOptions distillation)
        : base(options) => _distillation = distillation;

    internal override string TrainingSettings() => FormattableString.Invariant($"{base.TrainingSettings()} {_distillation.Temperature:R} {_distillation.TeacherWeight:R}");
}

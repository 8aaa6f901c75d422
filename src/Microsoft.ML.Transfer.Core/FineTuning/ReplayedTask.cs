using System.Security.Cryptography;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>A task in whose steps masked tokens of texts are predicted now and then, so that the encoder does not forget what it knew of language.</summary>
/// <typeparam name="TExample">An example of the task.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
internal sealed class ReplayedTask<TExample, TBatch> : IFineTuningTask<TExample, ReplayBatch<TBatch, PretrainingBatch>>
{
    private readonly IFineTuningTask<TExample, TBatch> _task;
    private readonly TunedModel _model;
    private readonly FineTuningOptions _options;
    private readonly TextReplay _replay;
    private readonly MaskedLanguageTask _earlier;

    /// <param name="task">What is learned.</param>
    /// <param name="model">The model, with the head of its checkpoint for masked tokens.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="replay">What is rehearsed.</param>
    public ReplayedTask(IFineTuningTask<TExample, TBatch> task, TunedModel model, FineTuningOptions options, TextReplay replay)
    {
        (_task, _model, _options, _replay) = (task, model, options, replay);
        _earlier = new MaskedLanguageTask(model.Model, sentenceWeight: 0, sentenceScale: 1);
        Loss = new ReplayTask<TBatch, PretrainingBatch>(task.Loss, _earlier);
    }

    /// <inheritdoc/>
    public EncoderConfig Config => _task.Config;

    /// <inheritdoc/>
    public ITrainingTask<ReplayBatch<TBatch, PretrainingBatch>> Loss { get; }

    /// <inheritdoc/>
    public ReplayBatch<TBatch, PretrainingBatch> Collate(IReadOnlyList<TExample> examples) => new(_task.Collate(examples), ofEarlier: null, isEarlier: false, share: 1);

    /// <inheritdoc/>
    public IFineTuningBatches<TExample, ReplayBatch<TBatch, PretrainingBatch>> Batches(IReadOnlyList<TExample> training, FineTuningOptions common, ulong seed)
    {
        var batches = _task.Batches(training, common, seed);
        var texts = new MaskedBatches(_model.TokenizerFor(_options.MaximumLength), [.. _replay.Texts.Select(_model.Prepare)], _replay.Masking, common.BatchSize, seed);
        return new ReplayedBatches(batches, new Replay<TBatch, PretrainingBatch>(_task.Loss, batches, _earlier, texts, _replay.Every, _replay.Weight));
    }

    /// <inheritdoc/>
    public bool IsNew(ParameterPath path) => _task.IsNew(path) && !TunedModel.IsOfRehearsedHead(path);

    /// <inheritdoc/>
    public int LengthOf(TExample example) => _task.LengthOf(example);

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, TExample example) => _task.AddTo(hash, example);

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<TExample> examples, int? threads, CancellationToken cancellation) => _task.Validate(examples, threads, cancellation);

    /// <inheritdoc/>
    public void Finish() => _task.Finish();

    /// <summary>The steps of the task, with texts in some of them.</summary>
    private sealed class ReplayedBatches(IFineTuningBatches<TExample, TBatch> batches, Replay<TBatch, PretrainingBatch> replay)
        : IFineTuningBatches<TExample, ReplayBatch<TBatch, PretrainingBatch>>
    {
        public int StepsPerEpoch => batches.StepsPerEpoch;

        public int ComputedTogether
        {
            get => batches.ComputedTogether;
            set => batches.ComputedTogether = value;
        }

        public IReadOnlyList<TExample> ExamplesOfStep(int epoch, int step) => batches.ExamplesOfStep(epoch, step);

        public IReadOnlyList<ReplayBatch<TBatch, PretrainingBatch>> Step(int epoch, int step) => replay.Step(epoch, step);
    }
}

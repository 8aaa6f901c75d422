using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Training of an encoder and its decoder together, by the mean cross-entropy of each token that the decoder is to write.</summary>
internal sealed class SequencePairTask : ITrainingTask<SequencePairBatch>
{
    private static readonly CrossEntropy MeanLoss = new();
    private readonly PretrainedModel _model;
    private readonly Decoder _decoder;
    private readonly TaskHead _head;

    /// <param name="model">The model, which stays the caller's.</param>
    /// <exception cref="ArgumentException">The model has no decoder, or no head that scores the tokens that follow.</exception>
    public SequencePairTask(PretrainedModel model)
    {
        _model = model;
        _decoder = model.Decoder ?? throw new ArgumentException("The model has no decoder; pairs of sequences need one, such as T5's or BART's.", nameof(model));
        _head = model.Heads.FirstOrDefault(head => head.Objective == Objective.CausalLanguageModel)
            ?? throw new ArgumentException("The model has no head that scores the token that follows: 'architectures' in its config.json must name a class with one, such as T5ForConditionalGeneration or BartForConditionalGeneration.", nameof(model));
    }

    /// <inheritdoc/>
    public Backend Backend => _model.Encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _model.Encoder.Parameters;

    /// <inheritdoc/>
    public double WeightOf(SequencePairBatch batch) => batch.Targets.Length;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, SequencePairBatch batch)
    {
        var encoded = _model.Encoder.Forward(computation, batch.Source);
        var decoded = _decoder.Forward(computation, batch.Input, encoded);
        return computation.Apply(MeanLoss, _head.Forward(decoded), computation.Arena.Upload(batch.Targets.Span));
    }

    /// <summary>How well the model predicts the targets, each from those before it.</summary>
    /// <param name="batches">The pairs.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    public LanguageModelScore Score(IEnumerable<SequencePairBatch> batches, int? threads = null, CancellationToken cancellation = default)
    {
        var layers = new HashSet<int> { _model.Encoder.Config.LayerCount };
        var sum = new TokenScoreSum();
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using var encoded = _model.Encoder.Forward(batch.Source, layers, threads);
            using var decoded = _decoder.Forward(batch.Input, encoded);
            sum.Add(_head.Forward(decoded), batch.Targets.Span);
        }
        return sum.ToScore();
    }
}

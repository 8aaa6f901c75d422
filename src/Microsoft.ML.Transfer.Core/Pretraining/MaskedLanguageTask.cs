using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// The loss of a pre-training: the cross-entropy of the masked tokens, and a weight times that of finding, by the cosine of mean vectors, the partner of each passage among all passages of the
/// batch (InfoNCE, van den Oord et al., 2018; in both directions).
/// </summary>
internal sealed class MaskedLanguageTask : ITrainingTask<PretrainingBatch>
{
    private const string PoolerPrefix = "pooler/";
    private const float Epsilon = 1e-12f;
    private static readonly GatherRows Gather = new();
    private readonly PretrainedModel _model;
    private readonly TaskHead _head;
    private readonly float _weight;
    private readonly float _scale;

    /// <param name="model">The model, with a head for masked tokens.</param>
    /// <param name="sentenceWeight">The weight of the loss of pairs.</param>
    /// <param name="sentenceScale">What cosines are multiplied by before the softmax.</param>
    public MaskedLanguageTask(PretrainedModel model, float sentenceWeight, float sentenceScale)
    {
        _head = model.Heads.FirstOrDefault(head => head.Objective == Objective.MaskedLanguageModel)
            ?? throw new ArgumentException("The model has no head for masked tokens.", nameof(model));
        (_model, _weight, _scale) = (model, sentenceWeight, sentenceScale);
        // A pooler has no part in what is learned here; trained, it would only decay.
        Parameters = new OrderedDictionary<ParameterPath, Tensor>(model.Encoder.Parameters.Where(parameter => !parameter.Key.Value.StartsWith(PoolerPrefix, StringComparison.Ordinal)));
    }

    /// <inheritdoc/>
    public Backend Backend => _model.Encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

    /// <inheritdoc/>
    public double WeightOf(PretrainingBatch batch) => batch.Targets.Count(target => target != CrossEntropy.Ignored);

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, PretrainingBatch batch)
    {
        int[] rows = [.. batch.Targets.Index().Where(target => target.Item != CrossEntropy.Ignored).Select(target => target.Index)];
        // The vectors of passages are made of all tokens; without them only the masked ones are read.
        var readsAll = _weight != 0 && batch.Pairs.Count >= 2;
        var states = _model.Encoder.Forward(computation, batch.Tokens, readsAll ? TokenSelection.All : TokenSelection.Of(rows, batch.Tokens));
        var scores = readsAll ? _head.Forward(states, rows) : _head.Forward(states);
        var loss = computation.Apply(new CrossEntropy(), scores, computation.Arena.Upload([.. rows.Select(row => batch.Targets[row])]));
        if (!readsAll)
            return loss;
        var pairs = computation.Apply(new Add(_weight), OfPairs(computation, states.Pool(_model.Encoder.Config.LayerCount, Pooling.Mean), batch.Pairs));
        return computation.Apply(new Add(), loss, pairs);
    }

    private Tensor OfPairs(Computation computation, Tensor vectors, IReadOnlyList<(int First, int Second)> pairs)
    {
        var (arena, width, count) = (computation.Arena, vectors.Shape.Columns, pairs.Count);
        // x / √(mean x²) · 1/√d is x / |x|.
        var units = computation.Apply(new RmsNormalization(Epsilon), vectors, arena.Upload(new Shape(width), gain => gain.Fill(1f / MathF.Sqrt(width))));
        int[] members = [.. pairs.Select(pair => pair.First), .. pairs.Select(pair => pair.Second)];
        var all = computation.Apply(Gather, units, arena.Upload(members));
        var candidates = computation.Apply(Gather, units, arena.Upload(members));
        var cosines = computation.Apply(new Add(_scale), computation.Apply(new Linear(), all, candidates));
        // A passage is no candidate for itself.
        const float never = -1e4f;
        var mask = new float[cosines.Shape.Count];
        for (var i = 0; i < 2 * count; i++)
            mask[i * 2 * count + i] = never;
        var others = computation.Apply(new Add(), cosines, arena.Upload(mask, cosines.Shape));
        int[] partners = [.. Enumerable.Range(0, 2 * count).Select(i => (i + count) % (2 * count))];
        return computation.Apply(new CrossEntropy(), others, arena.Upload(partners));
    }
}

using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Training;

/// <summary>What the scores of a head are held against.</summary>
public enum HeadLoss
{
    /// <summary>One class of all: cross-entropy with <see cref="LabeledBatch.Classes"/>.</summary>
    OneClass,

    /// <summary>Any number of labels: binary cross-entropy of each score with <see cref="LabeledBatch.Targets"/> from 0 to 1.</summary>
    ManyLabels,

    /// <summary>Numbers: the mean squared difference to <see cref="LabeledBatch.Targets"/>.</summary>
    Numbers,
}

/// <summary>Fine-tuning of a model by the scores of one of its heads: classes or numbers for each sequence or each token.</summary>
public sealed class HeadTask : ITrainingTask<LabeledBatch>
{
    private readonly PretrainedModel _model;
    private readonly TaskHead _head;
    private readonly HeadLoss _loss;
    private readonly Operation _operation;
    private readonly float[] _classWeights;

    /// <param name="model">The model, which stays the caller's.</param>
    /// <param name="head">One of its heads.</param>
    /// <param name="loss">What its scores are held against.</param>
    /// <param name="labelSmoothing">For <see cref="HeadLoss.OneClass"/>: how much of the target goes to all classes alike, at least 0 and below 1.</param>
    /// <param name="classWeights">For <see cref="HeadLoss.OneClass"/>: a weight for each class; empty where all count alike.</param>
    /// <exception cref="ArgumentException">The head is none of the model, or there is not one weight for each class.</exception>
    public HeadTask(PretrainedModel model, TaskHead head, HeadLoss loss = HeadLoss.OneClass, float labelSmoothing = 0f, ReadOnlySpan<float> classWeights = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(head);
        if (!model.Heads.Contains(head))
            throw new ArgumentException("The head belongs to another model.", nameof(head));
        if (model.Decoder is not null)
            throw new ArgumentException("Only heads on an encoder can be trained; this model has a decoder.", nameof(model));
        if (!classWeights.IsEmpty && classWeights.Length != head.ScoreCount)
            throw new ArgumentException($"Expected a weight for each of the {head.ScoreCount} classes; got {classWeights.Length}.", nameof(classWeights));
        (_model, _head, _loss, _classWeights) = (model, head, loss, classWeights.ToArray());
        _operation = loss switch
        {
            HeadLoss.OneClass => new CrossEntropy(labelSmoothing),
            HeadLoss.ManyLabels => new BinaryCrossEntropy(),
            _ => new MeanSquaredError(),
        };
    }

    /// <inheritdoc/>
    public Backend Backend => _model.Encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _model.Encoder.Parameters;

    /// <inheritdoc/>
    public double WeightOf(LabeledBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_loss != HeadLoss.OneClass)
            return batch.Targets.Length;
        var weight = 0.0;
        foreach (var label in batch.Classes.Span)
        {
            if ((uint)label < (uint)_head.ScoreCount)
                weight += _classWeights.Length == 0 ? 1 : _classWeights[label];
        }
        return weight;
    }

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, LabeledBatch batch)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(batch);
        var arena = computation.Arena;
        if (_loss != HeadLoss.OneClass)
        {
            var all = Scores(computation, batch.Tokens, _head.Reads(batch.Tokens));
            return computation.Apply(_operation, all, arena.Upload(batch.Targets.Span, all.Shape));
        }
        int[] labeled = _head.IsPerToken ? Labeled(batch.Classes.Span) : [];
        var someOnly = labeled.Length > 0 && labeled.Length < batch.Classes.Length;
        var scores = Scores(computation, batch.Tokens, someOnly ? TokenSelection.Of(labeled, batch.Tokens) : _head.Reads(batch.Tokens));
        var classes = arena.Upload(someOnly ? Of(batch.Classes.Span, labeled) : batch.Classes.Span);
        return _classWeights.Length == 0
            ? computation.Apply(_operation, scores, classes)
            : computation.Apply(_operation, scores, classes, arena.Upload(_classWeights, new Shape(_classWeights.Length)));
    }

    private Tensor Scores(Computation computation, TokenBatch tokens, TokenSelection read) => _head.Forward(_model.Encoder.Forward(computation, tokens, read));

    /// <summary>The tokens with a label: the scores of the others have no part in the loss.</summary>
    private static int[] Labeled(ReadOnlySpan<int> classes)
    {
        var rows = new List<int>(classes.Length);
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != CrossEntropy.Ignored)
                rows.Add(i);
        }
        return [.. rows];
    }

    private static ReadOnlySpan<int> Of(ReadOnlySpan<int> classes, int[] rows)
    {
        var some = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            some[i] = classes[rows[i]];
        return some;
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A linear function of the features for each class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IVectorPredictor
{
    private readonly VBuffer<float>[] _weights;
    private readonly float[][] _dense;
    private readonly float[] _biases;

    /// <summary>Statistics of the training set, where the trainer was asked for them.</summary>
    public readonly ModelStatisticsBase Statistics;

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, VBuffer<float>[] weights, float[] biases, ModelStatisticsBase stats)
        : base(env, name)
    {
        Contracts.CheckValue(weights, nameof(weights));
        Contracts.Check(weights.Length == biases.Length);
        _weights = weights;
        _biases = biases;
        _dense = Array.ConvertAll(weights, vector =>
        {
            var dense = new float[vector.Length];
            vector.CopyTo(dense);
            return dense;
        });
        Statistics = stats;
    }

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, ModelLoadContext ctx)
        : this(env, name, Read(ctx, out var biases, out var statistics), biases, statistics)
    {
    }

    int IVectorPredictor.ClassCount => _biases.Length;

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private protected override int FeatureCount => _dense[0].Length;

    /// <summary>Copies the weights of each class out.</summary>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = _weights.Length;
        if (weights is null || weights.Length < numClasses)
            Array.Resize(ref weights, numClasses);
        for (int i = 0; i < numClasses; i++)
            _weights[i].CopyTo(ref weights[i]);
    }

    /// <summary>The bias of each class.</summary>
    public IEnumerable<float> GetBiases() => _biases;

    void IVectorPredictor.Score(in VBuffer<float> features, Span<float> scores)
    {
        Host.Check(features.Length == FeatureCount, "src length should equal the number of features");
        for (int i = 0; i < _biases.Length; i++)
        {
            var weights = _weights[i];
            scores[i] = _biases[i] + (features.IsDense && !weights.IsDense
                ? SparseVector.Dot(features.GetValues(), weights.GetValues(), weights.GetIndices())
                : FeatureVector.Dot(_dense[i], features));
        }
        Calibrate(scores);
    }

    /// <summary>Turns the values of the linear functions into scores.</summary>
    private protected abstract void Calibrate(Span<float> scores);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.Writer.Write(_biases.Length);
        for (int i = 0; i < _biases.Length; i++)
        {
            ctx.Writer.Write(_biases[i]);
            WeightFormat.Write(ctx.Writer, _weights[i]);
        }
        ModelStatisticsBase.WriteOrNull(ctx.Writer, Statistics);
    }

    private static VBuffer<float>[] Read(ModelLoadContext ctx, out float[] biases, out ModelStatisticsBase statistics)
    {
        int classes = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(classes > 0 && classes <= ctx.Header.CbModel / sizeof(float));
        biases = new float[classes];
        var weights = new VBuffer<float>[classes];
        for (int i = 0; i < classes; i++)
        {
            biases[i] = ctx.Reader.ReadSingle();
            weights[i] = WeightFormat.Read(ctx.Reader);
        }
        statistics = ModelStatisticsBase.ReadOrNull(ctx.Reader);
        return weights;
    }
}

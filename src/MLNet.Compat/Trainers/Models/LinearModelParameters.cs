using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A linear function of the features.</summary>
public abstract class LinearModelParameters : ModelParametersBase<float>, IScalarPredictor
{
    private readonly VBuffer<float> _weights;
    private readonly float[] _dense;

    private protected LinearModelParameters(IHostEnvironment env, string name, in VBuffer<float> weights, float bias)
        : base(env, name)
    {
        Host.CheckParam(DenseVector.IsFinite(weights.GetValues()), nameof(weights), "Cannot initialize linear predictor with non-finite weights");
        Host.CheckParam(float.IsFinite(bias), nameof(bias), "Cannot initialize linear predictor with non-finite bias");
        _weights = weights;
        _dense = new float[weights.Length];
        weights.CopyTo(_dense);
        Bias = bias;
    }

    private protected LinearModelParameters(IHostEnvironment env, string name, ModelLoadContext ctx)
        : this(env, name, ReadWeights(ctx, out float bias), bias)
    {
    }

    /// <summary>The weight of each feature.</summary>
    public IReadOnlyList<float> Weights => _dense.AsReadOnly();

    /// <summary>The score of a row without features.</summary>
    public float Bias { get; protected set; }

    private protected override int FeatureCount => _dense.Length;

    float IScalarPredictor.Score(in VBuffer<float> features)
    {
        if (features.Length != _dense.Length)
            throw Contracts.Except("Input is of length {0}, but predictor expected length {1}", features.Length, _dense.Length);
        return Transfer(Bias + Dot(features));
    }

    /// <summary>Turns the linear function's value into the score.</summary>
    private protected virtual float Transfer(float linear) => linear;

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.Writer.Write(Bias);
        WeightFormat.Write(ctx.Writer, _weights);
    }

    // Dense features meet sparse weights in the order of the weights, as they did when the model was made.
    private float Dot(in VBuffer<float> features) => features.IsDense && !_weights.IsDense
        ? SparseVector.Dot(features.GetValues(), _weights.GetValues(), _weights.GetIndices())
        : FeatureVector.Dot(_dense, features);

    private static VBuffer<float> ReadWeights(ModelLoadContext ctx, out float bias)
    {
        bias = ctx.Reader.ReadSingle();
        return WeightFormat.Read(ctx.Reader);
    }
}

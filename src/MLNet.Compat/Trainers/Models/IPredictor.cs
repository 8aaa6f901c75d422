using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What a model predicts.</summary>
internal enum PredictionKind
{
    BinaryClassification,
    MulticlassClassification,
    Regression,
}

/// <summary>A trained model.</summary>
internal interface IPredictor
{
    PredictionKind PredictionKind { get; }

    /// <summary>How many features it takes.</summary>
    int FeatureCount { get; }
}

/// <summary>A trained model that gives one kind of output.</summary>
internal interface IPredictorProducing<out TResult> : IPredictor;

/// <summary>A model that scores with one number.</summary>
internal interface IScalarPredictor : IPredictorProducing<float>
{
    float Score(in VBuffer<float> features);
}

/// <summary>A model whose score stands for a probability.</summary>
internal interface ICalibratedPredictor : IScalarPredictor
{
    float Probability(float score);
}

/// <summary>A model that scores with a number a class.</summary>
internal interface IVectorPredictor : IPredictorProducing<VBuffer<float>>
{
    int ClassCount { get; }

    void Score(in VBuffer<float> features, Span<float> scores);
}

namespace Microsoft.ML.Trainers;

/// <summary>A loss between an output and a label.</summary>
public interface ILossFunction<in TOutput, in TLabel>
{
    /// <summary>The loss of <paramref name="output"/> where <paramref name="label"/> is the truth.</summary>
    double Loss(TOutput output, TLabel label);
}

/// <summary>A differentiable loss of a scalar output.</summary>
public interface IScalarLoss : ILossFunction<float, float>
{
    /// <summary>Derivative of the loss with respect to the output.</summary>
    float Derivative(float output, float label);
}

/// <summary>A loss for regression.</summary>
public interface IRegressionLoss : IScalarLoss;

/// <summary>A loss for binary classification: labels above zero are positive.</summary>
public interface IClassificationLoss : IScalarLoss;

/// <summary>A loss whose dual can be ascended one coordinate at a time.</summary>
public interface ISupportSdcaLoss : IScalarLoss
{
    /// <summary>The factor of the dual update that depends on the features only.</summary>
    float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared);

    /// <summary>The step of one dual variable.</summary>
    float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads);

    /// <summary>The dual loss of one row.</summary>
    double DualLoss(float label, float dual);
}

/// <summary>A classification loss for stochastic dual coordinate ascent.</summary>
public interface ISupportSdcaClassificationLoss : ISupportSdcaLoss, IClassificationLoss;

/// <summary>A regression loss for stochastic dual coordinate ascent.</summary>
public interface ISupportSdcaRegressionLoss : ISupportSdcaLoss, IRegressionLoss;

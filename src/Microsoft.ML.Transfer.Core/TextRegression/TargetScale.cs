using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>
/// The scale of the numbers that are learned. A model is trained on (target − mean) / deviation, so that the loss and its gradients are of one size whatever the numbers are;
/// afterwards the head's last layer takes the scale in, W' = deviation · W and b' = deviation · b + mean, so that its scores are the numbers themselves.
/// </summary>
/// <param name="Mean">What is taken off.</param>
/// <param name="Deviation">What is divided by, above 0.</param>
internal readonly record struct TargetScale(double Mean, double Deviation)
{
    /// <summary>The scale of targets.</summary>
    /// <param name="targets">Finite numbers, at least one.</param>
    /// <param name="isCentred">Whether the mean is taken off: a head without a bias has no place for it, and is trained on target / √(mean of squares).</param>
    public static TargetScale Of(IReadOnlyCollection<float> targets, bool isCentred)
    {
        var mean = isCentred ? targets.Average(target => (double)target) : 0;
        var deviation = Math.Sqrt(targets.Average(target => (target - mean) * (target - mean)));
        return new TargetScale(mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>The target as the model learns it.</summary>
    public float Standardize(float target) => (float)((target - Mean) / Deviation);

    /// <summary>Whether a head has a place for the mean.</summary>
    public static bool HasBias(TunedModel model) => model.Model.Encoder.Parameters.ContainsKey(Output(model) / "bias");

    /// <summary>Has the head's last layer take the scale in.</summary>
    public void FoldInto(TunedModel model)
    {
        var parameters = model.Model.Encoder.Parameters;
        Map(parameters[Output(model) / "weight"], Deviation, 0);
        if (parameters.TryGetValue(Output(model) / "bias", out var bias))
            Map(bias, Deviation, Mean);
    }

    private static ParameterPath Output(TunedModel model) => model.Head.Path / "output";

    private static void Map(Tensor tensor, double factor, double summand)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        tensor.CopyFrom(Array.ConvertAll(values, value => (float)(factor * value + summand)));
    }
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>The biases and the head (Ben Zaken et al., 2022).</summary>
internal sealed record BiasTraining : AdaptationMethod
{
    private const string Bias = "/bias";

    public override string Text => "bitfit";

    public override bool Trains(ParameterPath path, EncoderConfig config) => base.Trains(path, config) || path.Value.EndsWith(Bias, StringComparison.Ordinal);

    public override int Deepest(EncoderConfig config) => config.LayerCount + 1;

    /// <summary>The paper searches from 1e-4 to 1e-3.</summary>
    public override double LearningRate(int width) => 7e-4;

    public override void Check(ParameterSet parameters, IReadOnlyCollection<ParameterPath> linearLayers)
    {
        if (!parameters.Tensors.Keys.Any(path => !LayerDepth.IsHead(path) && path.Value.EndsWith(Bias, StringComparison.Ordinal)))
            throw new NotSupportedException("The encoder has no biases that could be trained; take LoRA, adapters, or the top layers.");
    }
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>The head and the last layers.</summary>
/// <param name="Count">How many layers; 0 for the head alone.</param>
internal sealed record TopLayers(int Count) : AdaptationMethod
{
    public override string Text => Count == 0 ? "head" : FormattableString.Invariant($"top:{Count}");

    // What stands below the layers is never among the last ones.
    public override int Deepest(EncoderConfig config) => Math.Min(Count, config.LayerCount);

    public override bool Trains(ParameterPath path, EncoderConfig config) => LayerDepth.Of(path, config) <= Deepest(config);

    public override double LearningRate(int width) => Count == 0 ? 1e-3 : FullTraining.OfWholeLayers(width);

    public override void Check(EncoderConfig config)
    {
        if (Count > 0 && config.Sharing is not null)
            throw new NotSupportedException($"The layers of models of type '{config.ModelType}' share their parameters; train all of them, or the head only.");
    }
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Everything is trained.</summary>
internal sealed record FullTraining : AdaptationMethod
{
    public override string Text => "all";

    public override bool Trains(ParameterPath path, EncoderConfig config) => true;

    public override int Deepest(EncoderConfig config) => config.LayerCount + 1;

    public override double LearningRate(int width) => OfWholeLayers(width);

    /// <summary>Devlin et al. (2019) take 2e-5 to 5e-5 for encoders of width 768 and more; Turc et al. (2019) more for compact ones.</summary>
    public static double OfWholeLayers(int width) => width switch
    {
        >= 768 => 3e-5,
        >= 384 => 1e-4,
        _ => 3e-4,
    };
}

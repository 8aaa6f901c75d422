using System.Globalization;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>LoRA (Hu et al., 2021).</summary>
/// <param name="Rank">The rows of the first factor.</param>
/// <param name="Alpha">The factor of the product, times the rank.</param>
/// <param name="Dropout">The probability with which a number that the first factor reads is set to 0.</param>
/// <param name="Targets">Which linear layers.</param>
internal sealed record LowRankUpdates(int Rank, float Alpha, float Dropout, TargetPatterns Targets) : AdaptationMethod
{
    public const float DefaultAlpha = 16f;
    public const string DefaultTargets = "query,value";

    public override bool AddsModules => true;

    public override string Text
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"lora:{Rank}");
            if (Alpha != DefaultAlpha)
                text += $":alpha={AdaptationText.Write(Alpha)}";
            if (Dropout != 0)
                text += $":dropout={AdaptationText.Write(Dropout)}";
            return string.Equals(Targets.Text, DefaultTargets, StringComparison.Ordinal) ? text : $"{text}:targets={Targets.Text}";
        }
    }

    /// <summary>The paper takes 4e-4 to 5e-4 for RoBERTa-base.</summary>
    public override double LearningRate(int width) => 5e-4;

    // A pattern may name what stands below the layers.
    public override int Deepest(EncoderConfig config) => config.LayerCount + 1;

    public override LinearAddition? ForLinear(ParameterSet parameters, ParameterPath path, Shape weights) =>
        Targets.Match(path) ? new LowRankUpdate(parameters, path / AddedPaths.LowRank, weights, this) : null;

    public override void Check(ParameterSet parameters, IReadOnlyCollection<ParameterPath> linearLayers) => Targets.RequireMatches(linearLayers);
}

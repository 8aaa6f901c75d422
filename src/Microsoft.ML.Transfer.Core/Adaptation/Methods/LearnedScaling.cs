using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>IA³ (Liu et al., 2022): what comes out of the projections to keys and values is scaled, and what goes into the last projection of the feed-forward layers.</summary>
internal sealed record LearnedScaling : AdaptationMethod
{
    private static readonly TargetPatterns Outputs = TargetPatterns.Parse("attention/key,attention/value");
    private static readonly TargetPatterns Inputs = TargetPatterns.Parse("feed_forward/down");

    public override bool AddsModules => true;

    public override string Text => "ia3";

    /// <summary>As in the paper.</summary>
    public override double LearningRate(int width) => 3e-3;

    public override LinearAddition? ForLinear(ParameterSet parameters, ParameterPath path, Shape weights)
    {
        if (Outputs.Match(path))
            return new OutputScaling(parameters, path / AddedPaths.Scaling, weights);
        return Inputs.Match(path) ? new InputScaling(parameters, path / AddedPaths.Scaling, weights) : null;
    }
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Bottleneck adapters (Houlsby et al., 2019).</summary>
/// <param name="Size">Their width.</param>
internal sealed record BottleneckAdapters(int Size) : AdaptationMethod
{
    public override bool AddsModules => true;

    public override string Text => FormattableString.Invariant($"adapters:{Size}");

    public override bool Trains(ParameterPath path, EncoderConfig config) => base.Trains(path, config)
        || (path.Value.StartsWith("layers/", StringComparison.Ordinal) && path.Value.Contains("/norm/", StringComparison.Ordinal));

    /// <summary>The paper searches 3e-5, 3e-4 and 3e-3.</summary>
    public override double LearningRate(int width) => 3e-4;

    public override IBranch ForBranch(ParameterSet parameters, ParameterPath path, EncoderConfig config, IBranch branch) =>
        new BottleneckBranch(parameters, path / AddedPaths.Bottleneck, config, branch, Size);
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Prefix tuning (Li and Liang, 2021).</summary>
/// <param name="Length">The number of keys and values before each sequence.</param>
internal sealed record PrefixTuning(int Length) : AdaptationMethod
{
    public override bool AddsModules => true;

    public override string Text => FormattableString.Invariant($"prefix:{Length}");

    /// <summary>Liu et al. (2022, P-tuning v2), who tune prefixes of encoders, search from 5e-3 to 2e-2.</summary>
    public override double LearningRate(int width) => 5e-3;

    /// <summary>What has no place in the sequence has no distance to its tokens, and stands neither before nor after one.</summary>
    public override void Check(EncoderConfig config)
    {
        var attention = config.Attention;
        var reason = attention switch
        {
            { IsCausal: true } => "sees only what comes before a token",
            { Window: not null } => "sees only the tokens around",
            { RelativeBias: not null } or { Disentangled: not null } => "goes by the distances of tokens",
            _ => null,
        };
        if (reason is not null)
            throw new NotSupportedException($"Prefix tuning does not suit models of type '{config.ModelType}': their attention {reason}, and a prefix has no place in the sequence. Take LoRA or adapters.");
    }

    public override AttentionPrefix ForAttention(ParameterSet parameters, ParameterPath path, int width) => new(parameters, path / AddedPaths.Prefix, Length, width);
}

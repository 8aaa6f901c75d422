using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The standard deviations of new parameters, of families that do not start all of them alike.</summary>
internal static class InitialDeviations
{
    /// <summary>What each layer adds twice to the residual stream starts smaller, so that the sum of all layers does not grow with their number (Radford et al., 2019).</summary>
    public static double? Gpt2(EncoderConfig config, ParameterPath path) =>
        path.Value.EndsWith("attention/output/weight", StringComparison.Ordinal) || path.Value.EndsWith("feed_forward/down/weight", StringComparison.Ordinal) ? 0.02 / Math.Sqrt(2 * config.LayerCount) : null;

    /// <summary>
    /// By the number of inputs, as attention's scores are not scaled: 1/√(hidden · head size) for queries, and 1/√inputs elsewhere. Words start with deviation 1: what reads them is normalised, and
    /// what is added to them is of that size (Raffel et al., 2020).
    /// </summary>
    public static double? T5(EncoderConfig config, ParameterPath path)
    {
        var hidden = Math.Sqrt(config.HiddenSize);
        return path.Value switch
        {
            "embeddings/word/weight" => 1,
            var name when name.EndsWith("/query/weight", StringComparison.Ordinal) => 1 / (hidden * Math.Sqrt(config.HeadSize)),
            var name when name.EndsWith("/output/weight", StringComparison.Ordinal) => 1 / Math.Sqrt(config.HeadCount * config.HeadSize),
            var name when name.EndsWith("/down/weight", StringComparison.Ordinal) => 1 / Math.Sqrt(config.IntermediateSize),
            _ => 1 / hidden,
        };
    }
}

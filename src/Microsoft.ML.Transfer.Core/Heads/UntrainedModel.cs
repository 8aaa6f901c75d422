using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>Models that begin with random weights: the start of a pre-training.</summary>
internal static class UntrainedModel
{
    /// <summary>Builds what a configuration describes: the encoder, the decoder where the family has one, and the heads of the class that <c>architectures</c> names.</summary>
    /// <param name="config">A <c>config.json</c>, UTF-8.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="seed">Where the weights come from: the same seed gives the same weights.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <exception cref="InvalidDataException">The configuration is malformed, or of a model type that is not known.</exception>
    public static PretrainedModel Create(ReadOnlyMemory<byte> config, string source, ulong seed, Backend? backend = null)
    {
        using var document = BoundedJson.Parse(config, source);
        return Create(document.RootElement, source, seed, backend);
    }

    /// <inheritdoc cref="Create(ReadOnlyMemory{byte}, string, ulong, Backend)"/>
    public static PretrainedModel Create(JsonElement config, string source, ulong seed, Backend? backend = null)
    {
        var family = ModelFamilies.Of(config, source);
        var json = new ConfigReader(config, source);
        var architecture = family.ReadConfig(json);
        var classes = json.Texts("architectures");
        var heads = family.Heads(json).Where(head => head.Architectures.Intersect(classes, StringComparer.Ordinal).Any()).ToList();
        var weights = new SeededParameters(seed) { DeviationOf = path => family.InitialDeviation(architecture, path) };
        return PretrainedModel.Create(family, architecture, heads, weights, backend, family.ReadDecoder is { } read ? () => read(json) : null);
    }
}

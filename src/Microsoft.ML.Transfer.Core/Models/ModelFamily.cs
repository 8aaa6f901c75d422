using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Models;

/// <summary>A family of models as data: what its configuration says and how its checkpoints name their tensors.</summary>
/// <param name="ModelType">The <c>model_type</c> of its <c>config.json</c>.</param>
/// <param name="ReadConfig">From JSON to architecture.</param>
/// <param name="WriteConfig">From architecture to the members of a <c>config.json</c> that <paramref name="ReadConfig"/> reads back.</param>
/// <param name="Names">The table of tensor names of an architecture.</param>
internal sealed record ModelFamily(
    string ModelType,
    Func<ConfigReader, EncoderConfig> ReadConfig,
    Action<Utf8JsonWriter, EncoderConfig> WriteConfig,
    Func<EncoderConfig, WeightNames> Names)
{
    // How the names of a decoder's tensors begin, which the encoder alone does not read.
    private const string DecoderPrefix = "decoder.";

    /// <summary>From JSON to the architecture of the decoder; null for families that have none beside the encoder.</summary>
    public Func<ConfigReader, EncoderConfig>? ReadDecoder { get; init; }

    /// <summary>From the architecture of a decoder to the members that <see cref="ReadDecoder"/> reads beside those of the encoder; null for families that have none.</summary>
    public Action<Utf8JsonWriter, EncoderConfig>? WriteDecoder { get; init; }

    /// <summary>
    /// The standard deviation of a matrix in a new model of the family; null for that of all others, 0.02. Where a family's parameters start otherwise, training from the start needs it.
    /// </summary>
    public Func<EncoderConfig, ParameterPath, double?> InitialDeviation { get; init; } = (_, _) => null;

    /// <summary>The names of the encoder's tensors in a checkpoint that may hold a decoder too.</summary>
    public WeightNames EncoderNames(EncoderConfig config) => ReadDecoder is null ? Names(config) : Names(config).Ignoring(DecoderPrefix);

    /// <summary>What its checkpoints put on top of the encoder; may depend on the configuration.</summary>
    public Func<ConfigReader, IReadOnlyList<HeadDefinition>> Heads { get; init; } = _ => [];
}

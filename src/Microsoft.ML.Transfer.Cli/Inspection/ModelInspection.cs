using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Inspection;

/// <summary>What a model consists of.</summary>
/// <param name="Path">The folder, or the id of a shipped model.</param>
/// <param name="Configuration">The members of <c>config.json</c> that are single values, as they are written there.</param>
/// <param name="Tensors">The weights, in alphabetical order.</param>
/// <param name="Tokenizer">The tokenizer, or null when the folder has none.</param>
internal sealed record ModelInspection(
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Configuration,
    IReadOnlyList<StoredTensor> Tensors,
    PretrainedTokenizer? Tokenizer)
{
    /// <summary>The number of all weights together.</summary>
    public long ParameterCount => Tensors.Sum(t => t.Count);

    /// <summary>Reads a model: the configuration and the tokenizer whole, of the weights in files only the headers.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    public static ModelInspection Of(string model)
    {
        if (ShippedModels.Contains(model))
            return OfShipped(model);
        var checkpoint = CheckpointFolder.Open(HubModel.Locate(model));
        using var weights = checkpoint.OpenWeights();
        return new(checkpoint.Path, Members(checkpoint.Config), Describe(weights), LoadTokenizer(checkpoint.Path));
    }

    private static ModelInspection OfShipped(string model)
    {
        using var embedder = TextEmbedder.Load(model);
        var entries = embedder.ToArchive().Entries;
        using var config = BoundedJson.Parse(entries["config.json"], model);
        using var weights = CheckpointWeights.FromBytes(entries["model.safetensors"], model);
        return new(model, Members(config.RootElement), Describe(weights), embedder.Tokenizer as PretrainedTokenizer);
    }

    private static List<KeyValuePair<string, string>> Members(JsonElement configuration) =>
    [
        .. configuration.EnumerateObject()
            .Where(m => m.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            .Select(m => KeyValuePair.Create(m.Name, m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString()! : m.Value.GetRawText())),
    ];

    private static List<StoredTensor> Describe(CheckpointWeights weights) => [.. weights.Names.Order(StringComparer.Ordinal).Select(n => Describe(weights, n))];

    private static StoredTensor Describe(CheckpointWeights weights, string name)
    {
        weights.TryGetShape(name, out var shape);
        weights.TryGetType(name, out var type);
        return new(name, type, shape);
    }

    // A folder of weights alone is a model too; one whose tokenizer is malformed is not.
    private static PretrainedTokenizer? LoadTokenizer(string folder)
    {
        try
        {
            return PretrainedTokenizer.Load(folder);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>A tensor in a file of weights.</summary>
internal sealed record StoredTensor(string Name, SafetensorsType Type, ImmutableArray<long> Shape)
{
    /// <summary>The number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
}

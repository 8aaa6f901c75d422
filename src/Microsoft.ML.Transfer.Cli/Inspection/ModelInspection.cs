using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Inspection;

/// <summary>What a model folder holds.</summary>
/// <param name="Path">The folder.</param>
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

    /// <summary>Reads the folder: the configuration and the tokenizer whole, of the weights only the headers.</summary>
    public static ModelInspection Of(string folder)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        var configuration = checkpoint.Config.EnumerateObject()
            .Where(m => m.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            .Select(m => KeyValuePair.Create(m.Name, m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString()! : m.Value.GetRawText()))
            .ToList();
        using var weights = checkpoint.OpenWeights();
        var tensors = weights.Names.Order(StringComparer.Ordinal).Select(n => Describe(weights, n)).ToList();
        return new(checkpoint.Path, configuration, tensors, LoadTokenizer(checkpoint.Path));
    }

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

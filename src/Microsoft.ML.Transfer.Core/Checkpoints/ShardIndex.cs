using System.Text.Json;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// The index of a checkpoint that is split over several files (<c>*.index.json</c>): which file holds which tensor.
/// </summary>
internal sealed class ShardIndex
{
    private ShardIndex(string name, Dictionary<string, string> fileOfTensor)
    {
        Name = name;
        FileOfTensor = fileOfTensor;
    }

    /// <summary>The path of the index itself.</summary>
    public string Name { get; }

    /// <summary>The full path of the shard of each tensor; every one lies in the folder of the index.</summary>
    public IReadOnlyDictionary<string, string> FileOfTensor { get; }

    /// <exception cref="InvalidDataException">The index is malformed, or a shard's name leaves the folder.</exception>
    public static ShardIndex Load(string path)
    {
        using var document = BoundedJson.Load(path, JsonLimits.Large);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("weight_map", out var map)
            || map.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: an object weight_map is missing, which says for each tensor in which file it stands.");

        var folder = Path.GetDirectoryName(path)!;
        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        var fileOfTensor = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tensor in map.EnumerateObject())
        {
            if (tensor.Value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{path}: weight_map: the file of {UntrustedText.Quote(tensor.Name)} is a JSON {tensor.Value.ValueKind}; it must be a string.");
            var file = tensor.Value.GetString()!;
            if (!shards.TryGetValue(file, out var full))
            {
                full = SafePath.Combine(folder, file, namedBy: path);
                shards.Add(file, full);
            }
            fileOfTensor.Add(tensor.Name, full);
        }
        return new ShardIndex(path, fileOfTensor);
    }
}

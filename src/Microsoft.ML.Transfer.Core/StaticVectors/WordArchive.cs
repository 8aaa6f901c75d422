using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>An embedder as named files: <c>words.txt</c> (a word a line), <c>vectors.safetensors</c> and <c>options.json</c>.</summary>
internal static class WordArchive
{
    private const string WordsName = "words.txt";
    private const string VectorsName = "vectors.safetensors";
    private const string OptionsName = "options.json";
    private const string TensorName = "vectors";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Write(WordEmbedder embedder)
    {
        var vectors = embedder.Vectors;
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloat32(TensorName, [vectors.Words.Count, vectors.Dimension], vectors.Values.Span)]);
        return new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [OptionsName] = JsonSerializer.SerializeToUtf8Bytes(embedder.Options.Alone(), Format),
            [WordsName] = Encoding.UTF8.GetBytes(string.Join('\n', vectors.Words)),
            [VectorsName] = stream.GetBuffer().AsMemory(0, (int)stream.Length),
        };
    }

    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static WordEmbedder Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name)
    {
        var words = Encoding.UTF8.GetString(Require(WordsName).Span).Split('\n');
        using var file = SafetensorsFile.FromBytes(Require(VectorsName), $"{name}/{VectorsName}");
        if (!file.TryGetEntry(TensorName, out var entry) || entry.Shape is not [var count, > 0 and <= WordVectorBuilder.LargestDimension] || count != words.Length)
            throw new InvalidDataException($"{name}/{VectorsName}: expected a tensor '{TensorName}' with a row for each of the {words.Length} words.");
        var values = new float[entry.ElementCount];
        file.ReadFloat32(entry, values);

        var index = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            if (!index.TryAdd(words[i], i))
                throw new InvalidDataException($"{name}/{WordsName}, line {i + 1}: the word {UntrustedText.Quote(words[i])} stands there a second time.");
        }
        return new WordEmbedder(new WordVectors(words, index, values, (int)entry.Shape[1]), ReadOptions());

        WordEmbeddingOptions ReadOptions()
        {
            using var json = BoundedJson.Parse(Require(OptionsName), $"{name}/{OptionsName}");
            try
            {
                return json.RootElement.Deserialize<WordEmbeddingOptions>(Format) ?? throw new InvalidDataException($"{name}/{OptionsName}: expected an object; found null.");
            }
            catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
            {
                throw new InvalidDataException($"{name}/{OptionsName}: {e.Message}", e);
            }
        }

        ReadOnlyMemory<byte> Require(string entryName) => entries.TryGetValue(entryName, out var bytes)
            ? bytes
            : throw new InvalidDataException($"{name}: the entry '{entryName}' is missing.");
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.SentenceTransformers;

namespace Microsoft.ML.Transfer;

/// <summary>What an archive says of an embedder beside the checkpoint itself.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Notice">What the user should know about it.</param>
/// <param name="Options">How texts become vectors, everything filled in that the model says.</param>
/// <param name="LowerCase">Whether texts are lower-cased before they are tokenized.</param>
/// <param name="Dense">The dense layers after pooling; null where there are none.</param>
internal sealed record SavedOptions(string Model, string? Notice, EmbeddingOptions Options, bool LowerCase = false, IReadOnlyList<DenseConfig>? Dense = null)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new LayersConverter() },
    };

    public static byte[] Write(SavedOptions saved) => JsonSerializer.SerializeToUtf8Bytes(saved, Format);

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write"/> writes; the message says where.</exception>
    public static SavedOptions Read(ReadOnlyMemory<byte> json, string name)
    {
        using var document = BoundedJson.Parse(json, name);
        try
        {
            return document.RootElement.Deserialize<SavedOptions>(Format) ?? throw new InvalidDataException($"{name}: expected an object; found null.");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    private sealed class LayersConverter : JsonConverter<Layers>
    {
        public override Layers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Layers.Parse(reader.GetString() ?? throw new JsonException("The layers are missing."));

        public override void Write(Utf8JsonWriter writer, Layers value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer;

/// <summary>What an archive says of a classifier beside the checkpoint itself.</summary>
/// <param name="Model">The name of the model that was fine-tuned.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="MaximumLength">The most tokens of a text; null for the model's own limit.</param>
/// <param name="LowerCase">Whether texts are lower-cased before they are tokenized.</param>
internal sealed record SavedClassifier(string Model, int ClassCount, int? MaximumLength, bool LowerCase)
{
    private const int MostClasses = 1 << 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write"/> writes; the message says where.</exception>
    public static SavedClassifier Read(ReadOnlyMemory<byte> json, string name)
    {
        using var document = BoundedJson.Parse(json, name);
        try
        {
            var saved = document.RootElement.Deserialize<SavedClassifier>(Format) ?? throw new InvalidDataException($"{name}: expected an object; found null.");
            return saved is { ClassCount: >= 2 and <= MostClasses, MaximumLength: null or >= 1 }
                ? saved
                : throw new InvalidDataException($"{name}: found {saved.ClassCount} classes and a maximum length of {saved.MaximumLength}; there are from 2 to {MostClasses} classes, and a length is at least 1.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }
}

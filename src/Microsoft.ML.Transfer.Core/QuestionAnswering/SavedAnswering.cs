using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer;

/// <summary>How a model reads contexts and chooses answers, as an archive says it.</summary>
/// <param name="Stride">How many tokens of the context a window repeats from the one before.</param>
/// <param name="MaximumAnswerLength">The most tokens of an answer.</param>
/// <param name="NoAnswerThreshold">By how much the score of no answer must exceed that of the best part; null where an answer is always given.</param>
internal sealed record SavedAnswering(int Stride, int MaximumAnswerLength, float? NoAnswerThreshold)
{
    /// <summary>The name of the entry of an archive.</summary>
    public const string EntryName = "answering.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write"/> writes; the message says where.</exception>
    public static SavedAnswering Read(ReadOnlyMemory<byte> json, string name)
    {
        using var document = BoundedJson.Parse(json, name);
        try
        {
            var saved = document.RootElement.Deserialize<SavedAnswering>(Format) ?? throw new InvalidDataException($"{name}: expected an object; found null.");
            return saved is { Stride: >= 0, MaximumAnswerLength: >= 1 }
                ? saved
                : throw new InvalidDataException($"{name}: found a stride of {saved.Stride} and a maximum answer length of {saved.MaximumAnswerLength}; the one is at least 0, the other at least 1.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }
}

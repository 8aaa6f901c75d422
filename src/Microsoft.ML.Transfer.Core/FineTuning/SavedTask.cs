using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer;

/// <summary>What an archive says of a fine-tuned model beside the checkpoint itself.</summary>
/// <param name="Task">What it does.</param>
/// <param name="Model">The name of the model that was fine-tuned.</param>
/// <param name="ScoreCount">The number of scores: the classes, as a rule.</param>
/// <param name="MaximumLength">The most tokens of a text; null for the model's own limit.</param>
/// <param name="LowerCase">Whether texts are lower-cased before they are tokenized.</param>
/// <param name="Adaptation">The adaptation whose modules the archive holds beside the checkpoint; null where there are none.</param>
internal sealed record SavedTask(string Task, string Model, int ScoreCount, int? MaximumLength, bool LowerCase, string? Adaptation = null)
{
    /// <summary>The name of the entry of an archive.</summary>
    public const string EntryName = "task.json";

    /// <summary>The most scores of a head that are read.</summary>
    public const int MostScores = 1 << 20;

    /// <summary>The class of what the model can say nothing of; null where there is no such thing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DefaultClass { get; init; }

    /// <summary>The tasks of a model of several, each with a head of its own; null where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SavedHead>? Tasks { get; init; }

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write"/> writes; the message says where.</exception>
    public static SavedTask Read(ReadOnlyMemory<byte> json, string name, string task)
    {
        using var document = BoundedJson.Parse(json, name);
        try
        {
            var saved = document.RootElement.Deserialize<SavedTask>(Format) ?? throw new InvalidDataException($"{name}: expected an object; found null.");
            if (!string.Equals(saved.Task, task, StringComparison.Ordinal))
                throw new InvalidDataException($"{name}: the model is for '{saved.Task}', not for '{task}'.");
            return saved is { ScoreCount: >= 1 and <= MostScores, MaximumLength: null or >= 1 }
                ? saved
                : throw new InvalidDataException($"{name}: found {saved.ScoreCount} scores and a maximum length of {saved.MaximumLength}; there are from 1 to {MostScores} scores, and a length is at least 1.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }
}

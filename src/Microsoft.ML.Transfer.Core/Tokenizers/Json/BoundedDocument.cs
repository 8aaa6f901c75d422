using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Parses the JSON files of a tokenizer within limits of size and depth.</summary>
internal static class BoundedDocument
{
    /// <summary>The largest published tokenizer.json files have about 35 MB.</summary>
    public const int MaximumBytes = 256 * 1024 * 1024;

    private const int MaximumDepth = 64;

    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string name)
    {
        if (json.Length > MaximumBytes)
            throw new InvalidDataException($"{name} has {json.Length} bytes; at most {MaximumBytes} are read.");
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaximumDepth });
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"{name} is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: {exception.Message}"), exception);
        }
    }
}

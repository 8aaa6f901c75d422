using System.Text.Json;
using System.Text.Unicode;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// Parses JSON from files that are not trusted: bounded in size and depth, duplicate keys and strings that are not Unicode refused, so that what
/// was checked is what every later reader sees. Errors name file, line and byte.
/// </summary>
public static class BoundedJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads and parses a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What is too much; <see cref="JsonLimits.Configuration"/> where not given.</param>
    /// <returns>The document; the caller disposes of it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is over a limit or not valid JSON.</exception>
    public static JsonDocument Load(string path, JsonLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= JsonLimits.Configuration;
        return Parse(BoundedFile.ReadAllBytes(path, limits.MaximumBytes), path, limits);
    }

    /// <summary>Parses bytes; a byte-order mark before them is allowed.</summary>
    /// <param name="utf8Json">The JSON text; it is used in place and must not change while the document lives.</param>
    /// <param name="name">What error messages call it: a path or a file name.</param>
    /// <param name="limits">What is too much; <see cref="JsonLimits.Configuration"/> where not given.</param>
    /// <returns>The document; the caller disposes of it.</returns>
    /// <exception cref="InvalidDataException">The text is over a limit or not valid JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8Json, string name, JsonLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        limits ??= JsonLimits.Configuration;
        if (utf8Json.Length > limits.MaximumBytes)
            throw new InvalidDataException(FormattableString.Invariant($"{name}: {utf8Json.Length} bytes of JSON; at most {limits.MaximumBytes} are read."));
        if (utf8Json.Span.StartsWith(ByteOrderMark))
            utf8Json = utf8Json[ByteOrderMark.Length..];
        if (!Utf8.IsValid(utf8Json.Span))
            throw new InvalidDataException($"{name}: the text is not valid UTF-8.");

        Check(utf8Json.Span, name, limits);
        return JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = limits.MaximumDepth });
    }

    private static void Check(ReadOnlySpan<byte> json, string name, JsonLimits limits)
    {
        // One level more than is allowed, so that the level too many is seen here and named.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaximumDepth + 1 });
        var keys = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        CheckDepth(ref reader, json, name, limits);
                        keys.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.StartArray:
                        CheckDepth(ref reader, json, name, limits);
                        break;
                    case JsonTokenType.EndObject:
                        keys.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                        var key = reader.GetString()!;
                        if (!keys.Peek().Add(key))
                            throw Malformed(name, json, reader.TokenStartIndex, $"the key {UntrustedText.Quote(key)} stands twice in one object; keys must be unique");
                        break;
                    case JsonTokenType.String when reader.ValueIsEscaped:
                        // Throws for half of a surrogate pair, which only an escape can spell.
                        _ = reader.GetString();
                        break;
                }
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{name}, line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: not valid JSON: {Reason(exception)}"), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Malformed(name, json, reader.TokenStartIndex, $"a string with half of a surrogate pair, which is not valid Unicode", exception);
        }
    }

    private static void CheckDepth(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string name, JsonLimits limits)
    {
        if (reader.CurrentDepth >= limits.MaximumDepth)
            throw Malformed(name, json, reader.TokenStartIndex, $"objects and arrays nested deeper than {limits.MaximumDepth} levels");
    }

    private static string Reason(JsonException exception)
    {
        // The reader appends the position, which already stands in front.
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    private static InvalidDataException Malformed(
        string name, ReadOnlySpan<byte> json, long position, FormattableString what, Exception? inner = null)
    {
        var before = json[..(int)position];
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - before.LastIndexOf((byte)'\n');
        return new(FormattableString.Invariant($"{name}, line {line}, byte {column}: {FormattableString.Invariant(what)}."), inner);
    }
}

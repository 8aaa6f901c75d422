using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads vocabularies from JSON objects and from text files with one token a line.</summary>
internal static class VocabularyFiles
{
    public static Vocabulary FromJson(JsonElement element, string name)
    {
        var tokens = new List<KeyValuePair<string, int>>(element.GetPropertyCount());
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var id))
                throw new InvalidDataException($"{name}: the id of the token '{member.Name}' is not a whole number.");
            tokens.Add(new(member.Name, id));
        }
        return new Vocabulary(tokens, name);
    }

    /// <summary>One token a line; its id is the line number from 0. Of a token that is there twice the last line counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vocabulary FromLines(ReadOnlySpan<byte> utf8, string name)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{name} is not UTF-8 at byte {exception.Index}."), exception);
        }
        var lines = text.TrimStart('\uFEFF').Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            ids[lines[i].TrimEnd('\r')] = i;
        if (ids.Count == 0)
            throw new InvalidDataException($"{name} holds no tokens.");
        return new Vocabulary(ids, name);
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Output;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Tokenization;

/// <summary>A line of the output of <c>tokenize</c>.</summary>
internal static class TokenizeOutput
{
    /// <summary>The tokens as an object of equally long lists.</summary>
    /// <param name="input">The texts, which the offsets point into.</param>
    /// <param name="encoding">The tokens.</param>
    /// <param name="useCodePoints">Whether offsets count code points rather than UTF-16 code units.</param>
    public static string ToJson(TokenizeInput input, TokenEncoding encoding, bool useCodePoints)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options))
        {
            WriteEncoding(json, encoding, useCodePoints ? new(input.Text) : null, useCodePoints ? new(input.Pair ?? "") : null);
        }
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void WriteEncoding(Utf8JsonWriter json, TokenEncoding encoding, CodePointOffsets? first, CodePointOffsets? second)
    {
        json.WriteStartObject();
        WriteNumbers(json, "ids", encoding.Ids);
        json.WriteStartArray("tokens");
        foreach (var token in encoding.Tokens)
            json.WriteStringValue(token);
        json.WriteEndArray();
        WriteOffsets(json, encoding, first, second);
        WriteNumbers(json, "type_ids", encoding.TypeIds);
        WriteNumbers(json, "special", encoding.SpecialTokens.Select(s => s ? 1 : 0));
        WriteNumbers(json, "attention_mask", encoding.AttentionMask);
        WriteNumbers(json, "word_ids", encoding.WordIds);
        WriteNumbers(json, "sequence_ids", encoding.SequenceIds);
        if (encoding.Overflow.Count > 0)
        {
            json.WriteStartArray("overflow");
            foreach (var window in encoding.Overflow)
                WriteEncoding(json, window, first, second);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>Writes numbers, and null for -1, which stands for none.</summary>
    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            if (number < 0)
                json.WriteNullValue();
            else
                json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }

    private static void WriteOffsets(Utf8JsonWriter json, TokenEncoding encoding, CodePointOffsets? first, CodePointOffsets? second)
    {
        json.WriteStartArray("offsets");
        for (var i = 0; i < encoding.Offsets.Length; i++)
        {
            var (start, end) = encoding.Offsets[i];
            // Special tokens belong to no text; their offsets are 0, in either unit.
            var map = encoding.SequenceIds[i] == 1 ? second : first;
            json.WriteStartArray();
            json.WriteNumberValue(map?.Of(start) ?? start);
            json.WriteNumberValue(map?.Of(end) ?? end);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}

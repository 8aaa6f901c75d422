using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>A tokenizer of Microsoft.ML.Tokenizers as what feeds an encoder.</summary>
internal sealed class MLNetEncoderTokenizer(Tokenizer tokenizer, int[] before, int[] after, int? modelMaxLength) : IEncoderTokenizer
{
    /// <summary>The base class does not say which ids there are.</summary>
    public int? IdLimit => null;

    public int? ModelMaxLength => modelMaxLength;

    public int EncodeIds(ReadOnlySpan<char> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var found = HasLoneSurrogate(text) ? tokenizer.EncodeToIds(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()))) : tokenizer.EncodeToIds(text);
        ids.AddRange(found);
        return found.Count;
    }

    public (int[] Ids, int[] TypeIds) BuildInputs(ReadOnlySpan<int> ids)
    {
        int[] result = [.. before, .. ids, .. after];
        return (result, new int[result.Length]);
    }

    // Not every tokenizer takes them; like ours, this one reads U+FFFD.
    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (text = FromFirstSurrogate(text); !text.IsEmpty; text = FromFirstSurrogate(text))
        {
            if (Rune.DecodeFromUtf16(text, out _, out var units) != OperationStatus.Done)
                return true;
            text = text[units..];
        }
        return false;
    }

    private static ReadOnlySpan<char> FromFirstSurrogate(ReadOnlySpan<char> text) =>
        text.IndexOfAnyInRange('\uD800', '\uDFFF') is var first and >= 0 ? text[first..] : [];
}

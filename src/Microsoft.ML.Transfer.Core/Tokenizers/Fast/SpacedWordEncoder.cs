using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// SentencePiece-like tokenizers, word by word between spaces, with the words of before remembered. A word may be encoded by itself where no
/// step looks across a space: no grapheme cluster reaches over it, and what the normaliser makes of the word neither begins nor ends with white
/// space. Everything else goes the general way.
/// </summary>
internal sealed class SpacedWordEncoder : IFastEncoder
{
    private readonly INormalizer? _normalizer;
    private readonly GeneralEncoder _general;
    private readonly bool _collapsesSpaces;
    private readonly WordCachePool _caches = new();

    private SpacedWordEncoder(INormalizer? normalizer, GeneralEncoder general, bool collapsesSpaces)
    {
        _normalizer = normalizer;
        _general = general;
        _collapsesSpaces = collapsesSpaces;
    }

    public static SpacedWordEncoder? TryCreate(TokenizerDefinition definition, GeneralEncoder general)
    {
        var words = definition.PreTokenizer is SequencePreTokenizer { Steps: [MetaspacePreTokenizer only] } ? only : definition.PreTokenizer as MetaspacePreTokenizer;
        if (words is not { Scheme: PrependScheme.Always, Split: true })
            return null;
        var steps = definition.Normalizer switch
        {
            null => [],
            SequenceNormalizer sequence => sequence.Steps,
            var single => [single],
        };
        var collapses = false;
        foreach (var step in steps)
        {
            if (!KeepsSpacesApart(step, words.Replacement, ref collapses))
                return null;
        }
        // Stripping a word by itself would strip what in the text stands between two words.
        if (!collapses && steps.Any(step => step is StripNormalizer))
            return null;
        return new SpacedWordEncoder(definition.Normalizer, general, collapses);
    }

    public bool TryEncode(ReadOnlySpan<char> text, List<int> ids)
    {
        var before = ids.Count;
        var cache = _caches.Rent();
        var complete = Encode(text, cache, ids);
        _caches.Return(cache);
        if (!complete)
            ids.RemoveRange(before, ids.Count - before);
        return complete;
    }

    private static bool KeepsSpacesApart(INormalizer step, char replacement, ref bool collapses)
    {
        switch (step)
        {
            case LowercaseNormalizer or StripAccentsNormalizer or UnicodeNormalizer or StripNormalizer or NmtNormalizer:
                return true;
            case PrecompiledNormalizer map:
                return map.KeepsSpaces;
            case ReplaceNormalizer { LiteralPattern: { } literal } replace:
                return literal.Length > 0 && !literal.Contains(' ', StringComparison.Ordinal) && !literal.Contains(replacement, StringComparison.Ordinal)
                    && !replace.Content.Contains(' ', StringComparison.Ordinal) && !replace.Content.Contains(replacement, StringComparison.Ordinal);
            case ReplaceNormalizer { RegexPattern: " {2,}" } replace when replace.Content.Length == 1 && (replace.Content[0] == ' ' || replace.Content[0] == replacement):
                collapses = true;
                return true;
            default:
                return false;
        }
    }

    private bool Encode(ReadOnlySpan<char> text, WordCache cache, List<int> ids)
    {
        // One space at the start is the mark that would be set there anyway; one at the end would be a word of its own.
        if (!text.IsEmpty && text[0] == ' ')
            text = text[1..];
        if (text.IsEmpty || text[^1] == ' ')
            return false;
        while (true)
        {
            if (text[0] == ' ')
            {
                if (!_collapsesSpaces)
                    return false;
                text = text.TrimStart(' ');
            }
            var end = text.IndexOf(' ');
            var word = end < 0 ? text : text[..end];
            if (!cache.TryGet(word, ids, out var hash) && !EncodeWord(word, hash, cache, ids))
                return false;
            if (end < 0)
                return true;
            text = text[(end + 1)..];
        }
    }

    private bool EncodeWord(ReadOnlySpan<char> word, uint hash, WordCache cache, List<int> ids)
    {
        if (!StandsAlone(word))
            return false;
        var before = ids.Count;
        _general(word, ids);
        cache.Set(hash, word, CollectionsMarshal.AsSpan(ids)[before..]);
        return true;
    }

    private bool StandsAlone(ReadOnlySpan<char> word)
    {
        if (!Ascii(word[0]) && (CanJoinBefore(word) || word[0] == '\u2581'))
            return false;
        if (!Ascii(word[^1]) && CanJoinAfter(word))
            return false;
        if (_normalizer is null)
            return true;
        using var source = Workspace.RentText();
        using var result = Workspace.RentText();
        source.Text.Load(word);
        _normalizer.Normalize(source.Text.Slice(0, source.Text.Length, 0), result.Text);
        var normalized = result.Text.Chars;
        return !normalized.IsEmpty && !IsBlank(normalized[0]) && !IsBlank(normalized[^1]);
    }

    private static bool Ascii(char c) => c < 0x80;

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\u2581';

    /// <summary>Whether the first character may belong to the grapheme cluster of a space before it.</summary>
    private static bool CanJoinBefore(ReadOnlySpan<char> word)
    {
        Span<char> joined = stackalloc char[3];
        joined[0] = ' ';
        var units = char.IsHighSurrogate(word[0]) && word.Length > 1 ? 2 : 1;
        word[..units].CopyTo(joined[1..]);
        return StringInfo.GetNextTextElementLength(joined[..(units + 1)]) > 1;
    }

    /// <summary>Whether a space after the word may belong to the grapheme cluster of its last character.</summary>
    private static bool CanJoinAfter(ReadOnlySpan<char> word)
    {
        Span<char> joined = stackalloc char[3];
        var units = char.IsLowSurrogate(word[^1]) && word.Length > 1 ? 2 : 1;
        word[^units..].CopyTo(joined);
        joined[units] = ' ';
        return StringInfo.GetNextTextElementLength(joined[..(units + 1)]) > units;
    }
}

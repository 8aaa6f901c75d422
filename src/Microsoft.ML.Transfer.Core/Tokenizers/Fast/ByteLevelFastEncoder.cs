using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Byte-level byte-pair encoding, word by word, with the words of before remembered.</summary>
internal sealed class ByteLevelFastEncoder : IFastEncoder
{
    private readonly BytePairModel _model;
    private readonly WordScanner _words;
    private readonly bool _addPrefixSpace;
    private readonly bool _composes;
    private readonly WordCachePool _caches = new();

    private ByteLevelFastEncoder(BytePairModel model, WordScanner words, bool addPrefixSpace, bool composes)
    {
        _model = model;
        _words = words;
        _addPrefixSpace = addPrefixSpace;
        _composes = composes;
    }

    public static ByteLevelFastEncoder? TryCreate(TokenizerDefinition definition)
    {
        if (definition.Model is not BytePairModel model || definition.Normalizer is not (null or UnicodeNormalizer { Form: "NFC" }))
            return null;
        var composes = definition.Normalizer is not null;
        return definition.PreTokenizer switch
        {
            ByteLevelPreTokenizer { UseRegex: true } bytes => new(model, WordScanner.For(Gpt2Words.Pattern), bytes.AddPrefixSpace, composes),
            SequencePreTokenizer { Steps: [SplitPreTokenizer { IsolatedRegex: { } pattern }, ByteLevelPreTokenizer { UseRegex: false, AddPrefixSpace: false }] } =>
                new(model, WordScanner.For(pattern), addPrefixSpace: false, composes),
            _ => null,
        };
    }

    public bool TryEncode(ReadOnlySpan<char> text, List<int> ids)
    {
        // Below U+0300 composing changes nothing. Halves of surrogate pairs are for the general way.
        if (_composes && text.ContainsAnyExceptInRange('\0', '\u02FF'))
            return false;
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var first and >= 0 && !IsWellFormed(text[first..]))
            return false;
        if (!_addPrefixSpace || text.IsEmpty || text[0] == ' ')
        {
            Encode(text, ids);
            return true;
        }
        var buffer = ArrayPool<char>.Shared.Rent(text.Length + 1);
        buffer[0] = ' ';
        text.CopyTo(buffer.AsSpan(1));
        Encode(buffer.AsSpan(0, text.Length + 1), ids);
        ArrayPool<char>.Shared.Return(buffer);
        return true;
    }

    private void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        var cache = _caches.Rent();
        for (var start = 0; start < text.Length;)
        {
            var end = _words.Next(text, start);
            var word = text[start..end];
            if (!cache.TryGet(word, ids, out var hash))
                Encode(word, hash, cache, ids);
            start = end;
        }
        _caches.Return(cache);
    }

    private void Encode(ReadOnlySpan<char> word, uint hash, WordCache cache, List<int> ids)
    {
        using var symbols = Workspace.RentText();
        Span<byte> bytes = stackalloc byte[4];
        for (var rest = word; !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var units);
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                symbols.Text.Append(ByteCharacters.Of(value), 0, 0);
            rest = rest[units..];
        }
        var tokens = Workspace.Current.Tokens;
        tokens.Clear();
        _model.Tokenize(symbols.Text.Chars, tokens);
        var before = ids.Count;
        foreach (var token in tokens.Tokens)
            ids.Add(token.Id);
        cache.Set(hash, word, CollectionsMarshal.AsSpan(ids)[before..]);
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}

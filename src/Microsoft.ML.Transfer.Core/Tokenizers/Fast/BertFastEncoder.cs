using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>BERT's tokenizer in one pass: each character through a table, each word looked up whole, and only then cut into pieces.</summary>
internal sealed class BertFastEncoder : IFastEncoder
{
    // Words are collected here; what is longer is unknown in any published vocabulary.
    private const int LongestWord = 512;

    private readonly WordPieceModel _model;
    private readonly BertCharacters _characters;
    private readonly int[] _ascii = new int[128];

    private BertFastEncoder(WordPieceModel model, BertNormalizer normalizer)
    {
        _model = model;
        _characters = new BertCharacters(normalizer);
        for (var c = 0; c < 128; c++)
            _ascii[c] = _characters[(char)c];
    }

    public static BertFastEncoder? TryCreate(TokenizerDefinition definition) =>
        definition is { Normalizer: BertNormalizer normalizer, PreTokenizer: BertPreTokenizer, Model: WordPieceModel { MaximumWordLength: < LongestWord / 2 } model }
            ? new BertFastEncoder(model, normalizer)
            : null;

    public bool TryEncode(ReadOnlySpan<char> text, List<int> ids)
    {
        var before = ids.Count;
        Span<char> word = stackalloc char[LongestWord];
        var length = 0;
        var ascii = _ascii;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var entry = c < 128 ? ascii[c] : _characters[c];
            switch (BertCharacters.KindOf(entry))
            {
                case BertCharacters.Kind.Word:
                    // A longer word has too many characters anyway; the place after the limit is written again and again.
                    word[length] = (char)entry;
                    length += length < LongestWord - 1 ? 1 : 0;
                    break;
                case BertCharacters.Kind.Space:
                    if (length > 0)
                        _model.AppendIds(word[..length], ids);
                    length = 0;
                    break;
                case BertCharacters.Kind.Alone:
                    if (length > 0)
                        _model.AppendIds(word[..length], ids);
                    word[0] = (char)entry;
                    _model.AppendIds(word[..1], ids);
                    length = 0;
                    break;
                case BertCharacters.Kind.Several:
                    if (!Expand(text, ref i, word, ref length, ids))
                        return GiveUp(ids, before);
                    break;
                case BertCharacters.Kind.InContext:
                    return GiveUp(ids, before);
            }
        }
        if (length > 0)
            _model.AppendIds(word[..length], ids);
        return true;
    }

    private bool Expand(ReadOnlySpan<char> text, ref int at, Span<char> word, ref int length, List<int> ids)
    {
        var codePoint = CharacterClasses.CodePointAt(text, at, out var units);
        at += units - 1;
        Span<BertCharacters.Part> parts = stackalloc BertCharacters.Part[24];
        var kind = _characters.Expand(codePoint is >= 0xD800 and < 0xE000 ? 0xFFFD : codePoint, parts, out var count);
        if (kind == BertCharacters.Kind.InContext)
            return false;
        if (kind == BertCharacters.Kind.Space)
            EndWord(word, ref length, ids);
        foreach (var part in parts[..count])
        {
            if (part.Kind != BertCharacters.Kind.Word)
                EndWord(word, ref length, ids);
            if (part.Kind == BertCharacters.Kind.Space)
                continue;
            if (length < LongestWord - 2)
                length += new Rune(part.CodePoint).EncodeToUtf16(word[length..]);
            if (part.Kind == BertCharacters.Kind.Alone)
                EndWord(word, ref length, ids);
        }
        return true;
    }

    private void EndWord(Span<char> word, ref int length, List<int> ids)
    {
        if (length > 0)
            _model.AppendIds(word[..length], ids);
        length = 0;
    }

    private static bool GiveUp(List<int> ids, int before)
    {
        ids.RemoveRange(before, ids.Count - before);
        return false;
    }
}

using System.Buffers;
using Microsoft.ML.Tokenizers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>A tokenizer of this library as one of Microsoft.ML.Tokenizers.</summary>
internal sealed class PretrainedTokenizerAdapter(PretrainedTokenizer tokenizer) : Tokenizer
{
    private readonly PretrainedTokenizer _tokenizer = tokenizer.With(truncation: null, padding: null);

    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Text([.. ids]);
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] all = [.. ids];
        var whole = Text(all);
        if (whole.TryCopyTo(destination))
        {
            (idsConsumed, charsWritten) = (all.Length, whole.Length);
            return OperationStatus.Done;
        }
        var part = LongestPart(all, whole, destination.Length, out idsConsumed);
        part.CopyTo(destination);
        charsWritten = part.Length;
        return OperationStatus.DestinationTooSmall;
    }

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var encoding = Encode(text, textSpan);
        var count = CountFromStart(encoding, settings.MaxTokenCount);
        var tokens = new EncodedToken[count];
        for (var i = 0; i < count; i++)
            tokens[i] = new EncodedToken(encoding.Ids[i], encoding.Tokens[i], encoding.Offsets[i].Start..encoding.Offsets[i].End);
        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = EndOf(encoding, count, textSpan.Length) };
    }

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (settings.MaxTokenCount == int.MaxValue)
        {
            var ids = new List<int>();
            _tokenizer.EncodeIds(textSpan, ids);
            return new EncodeResults<int> { Tokens = ids, CharsConsumed = textSpan.Length };
        }
        var encoding = Encode(text, textSpan);
        var count = CountFromStart(encoding, settings.MaxTokenCount);
        return new EncodeResults<int> { Tokens = encoding.Ids[..count], CharsConsumed = EndOf(encoding, count, textSpan.Length) };
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodeToIds(text, textSpan, settings).Tokens.Count;

    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        normalizedText = null;
        var encoding = Encode(text, textSpan);
        if (!fromEnd)
        {
            tokenCount = CountFromStart(encoding, settings.MaxTokenCount);
            return EndOf(encoding, tokenCount, textSpan.Length);
        }
        var all = encoding.Ids.Length;
        tokenCount = Limit(settings.MaxTokenCount, all);
        while (tokenCount > 0 && SharesCharacter(encoding, all - tokenCount))
            tokenCount--;
        return tokenCount == all ? 0 : tokenCount == 0 ? textSpan.Length : encoding.Offsets[all - tokenCount].Start;
    }

    private TokenEncoding Encode(string? text, ReadOnlySpan<char> textSpan) => _tokenizer.Encode(text ?? textSpan.ToString(), addSpecialTokens: false);

    private string Text(ReadOnlySpan<int> ids) => _tokenizer.Decode(ids, skipSpecialTokens: false);

    /// <summary>The text of as many first ids as fit, where that text is how the whole begins: not in the middle of a character.</summary>
    private string LongestPart(int[] ids, string whole, int room, out int consumed)
    {
        // Decoded texts grow with the ids but for details at their ends; what a bisection finds is checked, and shortened where it does not hold.
        var (fits, tooLong) = (0, ids.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = Text(ids.AsSpan(0, middle)).Length <= room ? (middle, tooLong) : (fits, middle);
        }
        for (consumed = fits; consumed > 0; consumed--)
        {
            var part = Text(ids.AsSpan(0, consumed));
            if (part.Length <= room && whole.StartsWith(part, StringComparison.Ordinal))
                return part;
        }
        return string.Empty;
    }

    private static int CountFromStart(TokenEncoding encoding, int most)
    {
        var count = Limit(most, encoding.Ids.Length);
        while (count > 0 && SharesCharacter(encoding, count))
            count--;
        return count;
    }

    private static int Limit(int maxTokenCount, int all)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokenCount, 1);
        return Math.Min(maxTokenCount, all);
    }

    /// <summary>Whether the tokens on both sides of a cut come from one character.</summary>
    private static bool SharesCharacter(TokenEncoding encoding, int cut) =>
        cut > 0 && cut < encoding.Ids.Length && encoding.Offsets[cut - 1].End > encoding.Offsets[cut].Start;

    private static int EndOf(TokenEncoding encoding, int count, int length) =>
        count == encoding.Ids.Length ? length : count == 0 ? 0 : encoding.Offsets[count - 1].End;
}

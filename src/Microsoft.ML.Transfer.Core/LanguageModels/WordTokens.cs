using System.Globalization;
using System.Text;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Which tokens of a vocabulary are whole words. Immutable.</summary>
/// <remarks>
/// Vocabularies mark either the tokens that go on with a word (WordPiece: <c>##s</c>), or those that begin one after a blank (byte-level: <c>Ġ</c>, SentencePiece: <c>▁</c>). With marks of the second
/// kind a word has two tokens: one for after a blank, one for after a bracket or, as the tokenizer likes, the beginning of a text.
/// </remarks>
internal sealed class WordTokens
{
    private const string Continuation = "##";
    private static readonly string[] Beginnings = ["Ġ", "▁"];

    private readonly Kind[] _kinds;
    private readonly bool _marksBeginnings;
    private readonly bool _beginsAfterBlank;

    private WordTokens(Kind[] kinds, bool marksBeginnings, bool beginsAfterBlank) => (_kinds, _marksBeginnings, _beginsAfterBlank) = (kinds, marksBeginnings, beginsAfterBlank);

    private enum Kind : byte
    {
        None,
        Other,
        Word,
        MarkedWord,
    }

    /// <summary>Looks through the vocabulary of a tokenizer.</summary>
    public static WordTokens Of(PretrainedTokenizer tokenizer)
    {
        var tokens = new string?[tokenizer.IdLimit];
        for (var id = 0; id < tokens.Length; id++)
            tokens[id] = tokenizer.IdToToken(id);
        // The mark that most tokens have; others are characters like any other.
        var continuations = Count(Continuation);
        var beginning = Beginnings.MaxBy(Count)!;
        var marksBeginnings = Count(beginning) > continuations;
        var special = tokenizer.SpecialTokenIds.ToHashSet();
        var kinds = new Kind[tokens.Length];
        for (var id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is not { } token || special.Contains(id))
                continue;
            var isMarked = marksBeginnings ? token.StartsWith(beginning, StringComparison.Ordinal) : continuations > 0 && token.StartsWith(Continuation, StringComparison.Ordinal);
            if (!IsWord(tokenizer.Decode([id]).Trim()) || (isMarked && !marksBeginnings))
                kinds[id] = Kind.Other;
            else
                kinds[id] = isMarked ? Kind.MarkedWord : Kind.Word;
        }
        var first = tokenizer.Encode("a", addSpecialTokens: false).Tokens.FirstOrDefault() ?? "";
        return new WordTokens(kinds, marksBeginnings, first.StartsWith(beginning, StringComparison.Ordinal));

        int Count(string mark) => tokens.Count(token => token is not null && token.Length > mark.Length && token.StartsWith(mark, StringComparison.Ordinal));
    }

    /// <summary>Whether a token can be predicted at all: it is there, and stands for a part of a text.</summary>
    public bool IsText(int id) => id < _kinds.Length && _kinds[id] != Kind.None;

    /// <summary>Whether a token is a whole word of letters and digits, at a place.</summary>
    /// <param name="id">The token.</param>
    /// <param name="afterBlank">Whether the place follows white space; null where the text begins with it.</param>
    public bool IsWord(int id, bool? afterBlank) =>
        id < _kinds.Length && _kinds[id] == (_marksBeginnings && (afterBlank ?? _beginsAfterBlank) ? Kind.MarkedWord : Kind.Word);

    private static bool IsWord(string text)
    {
        var (hasLetter, previousJoins) = (false, true);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                (hasLetter, previousJoins) = (true, false);
            else if (rune.Value is '\'' or '’' or '-' && !previousJoins)
                previousJoins = true;
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
                return false;
        }
        return hasLetter && !previousJoins;
    }
}

using System.Text;

namespace Microsoft.ML.Transfer;

/// <summary>A text with places to fill in, as a tokenizer is to read it.</summary>
/// <param name="Text">The text, each place as the tokenizer's own mask token.</param>
/// <param name="Places">Where they stand.</param>
internal sealed record MaskedText(string Text, IReadOnlyList<MaskedPlace> Places)
{
    /// <summary>What stands for a place whatever the model, beside the model's own mask token.</summary>
    public const string AnyMask = "[MASK]";

    /// <summary>Finds the places of a text.</summary>
    /// <param name="text">The text; null is read as empty.</param>
    /// <param name="mask">The tokenizer's own mask token.</param>
    /// <param name="prepare">What is done to the text between the places.</param>
    public static MaskedText Of(string? text, string mask, Func<string, string> prepare)
    {
        text ??= "";
        var (result, places) = (new StringBuilder(text.Length), new List<MaskedPlace>());
        var at = 0;
        while (Next(text, at, mask) is { Length: > 0 } found)
        {
            result.Append(prepare(text[at..found.Start]));
            var end = found.Start + found.Length;
            places.Add(new MaskedPlace(found.Start, found.Length, result.Length, IsTouched(text, found.Start, end), IsAfterBlank(text, found.Start)));
            result.Append(mask);
            at = end;
        }
        return new MaskedText(result.Append(prepare(text[at..])).ToString(), places);
    }

    /// <summary>The prepared text with one place filled in and the others left as they are.</summary>
    public string With(int place, string word, string mask) => Text.Remove(Places[place].PreparedStart, mask.Length).Insert(Places[place].PreparedStart, word);

    private static (int Start, int Length) Next(string text, int from, string mask)
    {
        var (any, own) = (text.IndexOf(AnyMask, from, StringComparison.Ordinal), text.IndexOf(mask, from, StringComparison.Ordinal));
        if (own >= 0 && (any < 0 || own <= any))
            return (own, mask.Length);
        return any >= 0 ? (any, AnyMask.Length) : (-1, 0);
    }

    // Where a letter touches the place, it asks for a part of a word.
    private static bool IsTouched(string text, int start, int end) =>
        (start > 0 && char.IsLetterOrDigit(text[start - 1])) || (end < text.Length && char.IsLetterOrDigit(text[end]));

    private static bool? IsAfterBlank(string text, int start) => start == 0 ? null : char.IsWhiteSpace(text[start - 1]);
}

/// <summary>A place of a text to fill in.</summary>
/// <param name="Start">Where it begins in the text as it was given, in UTF-16 code units.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="PreparedStart">Where it begins in the text as the tokenizer reads it.</param>
/// <param name="IsTouched">Whether a letter or a digit stands right before or after it, so that it is a part of a word.</param>
/// <param name="AfterBlank">Whether it follows white space; null where the text begins with it.</param>
internal sealed record MaskedPlace(int Start, int Length, int PreparedStart, bool IsTouched, bool? AfterBlank);

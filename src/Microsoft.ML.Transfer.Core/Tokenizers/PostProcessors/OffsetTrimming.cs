namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Takes the white space at the ends of byte-level tokens out of their offsets.</summary>
internal static class OffsetTrimming
{
    public static void Trim(EncodingBuilder encoding, bool addPrefixSpace)
    {
        foreach (var window in encoding.Windows())
        {
            for (var i = 0; i < window.Count; i++)
                window.Slots[i] = Trim(window.Slots[i], window.Text, i == 0, addPrefixSpace);
        }
    }

    private static TokenSlot Trim(TokenSlot slot, string text, bool first, bool addPrefixSpace)
    {
        var (leading, trailing) = (0, 0);
        while (leading < slot.Token.Length && IsSpace(slot.Token[leading]))
            leading++;
        while (trailing < slot.Token.Length && IsSpace(slot.Token[^(trailing + 1)]))
            trailing++;
        // A single space before the text was added and covers nothing; of more than one none was.
        if (leading == 1 && addPrefixSpace && (first || slot.Start == 0))
            leading = 0;
        var (start, end) = (slot.Start, slot.End);
        // The reference counts characters; an added space may be aligned to one of two UTF-16 units. Given words have no text to look at.
        for (; leading > 0 && start < end; leading--)
            start += start + 1 < end && start < text.Length && char.IsHighSurrogate(text[start]) ? 2 : 1;
        for (; trailing > 0 && end > start; trailing--)
            end -= end - 1 > start && end <= text.Length && char.IsLowSurrogate(text[end - 1]) ? 2 : 1;
        return slot with { Start = start, End = end };
    }

    private static bool IsSpace(char c) => c == ByteCharacters.Space || char.IsWhiteSpace(c);
}

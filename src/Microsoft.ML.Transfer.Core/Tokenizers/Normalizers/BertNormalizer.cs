using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The text cleaning of BERT: control characters, white space, ideographs, accents, case.</summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChinese, bool? stripAccents, bool lowercase) : INormalizer
{
    public bool CleanText => cleanText;

    public bool HandleChinese => handleChinese;

    public bool StripsAccents => stripAccents ?? lowercase;

    public bool Lowercase => lowercase;

    public static BertNormalizer Read(ComponentJson json) => new(
        json.Boolean("clean_text", true), json.Boolean("handle_chinese_chars", true), json.OptionalBoolean("strip_accents"), json.Boolean("lowercase", true));

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        if (!StripsAccents || !UnicodeNormalizer.NeedsDecomposition(source.Chars))
        {
            Clean(source, destination, lowercase);
            return;
        }
        using var cleaned = Workspace.RentText();
        using var decomposed = Workspace.RentText();
        Clean(source, cleaned.Text, false);
        UnicodeNormalizer.Decompose(cleaned.Text.Slice(0, cleaned.Text.Length, source.OriginalStart), decomposed.Text, compatibility: false);
        Strip(decomposed.Text.Slice(0, decomposed.Text.Length, source.OriginalStart), destination);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "BertNormalizer");
        json.WriteBoolean("clean_text", cleanText);
        json.WriteBoolean("handle_chinese_chars", handleChinese);
        if (stripAccents is { } strip)
            json.WriteBoolean("strip_accents", strip);
        else
            json.WriteNull("strip_accents");
        json.WriteBoolean("lowercase", lowercase);
        json.WriteEndObject();
    }

    private void Clean(AlignedSpan source, AlignedText destination, bool lower)
    {
        for (var i = 0; i < source.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(source.Chars, i, out var units);
            var (start, end) = (source.Starts[i], source.Ends[i]);
            i += units;
            if (cleanText)
            {
                if (codePoint is 0 or 0xFFFD || CharacterClasses.IsControl(codePoint))
                    continue;
                if (CharacterClasses.IsWhiteSpace(codePoint))
                    codePoint = ' ';
            }
            if (handleChinese && CharacterClasses.IsChinese(codePoint))
            {
                destination.Append(' ', start, end);
                destination.AppendCodePoint(codePoint, start, end);
                destination.Append(' ', start, end);
            }
            else if (lower)
            {
                LowercaseNormalizer.AppendLower(codePoint, start, end, destination);
            }
            else
            {
                destination.AppendCodePoint(codePoint, start, end);
            }
        }
    }

    private void Strip(AlignedSpan source, AlignedText destination)
    {
        for (var i = 0; i < source.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(source.Chars, i, out var units);
            if (!CharacterClasses.IsNonspacingMark(codePoint))
            {
                if (lowercase)
                    LowercaseNormalizer.AppendLower(codePoint, source.Starts[i], source.Ends[i], destination);
                else
                    destination.AppendCodePoint(codePoint, source.Starts[i], source.Ends[i]);
            }
            i += units;
        }
    }
}

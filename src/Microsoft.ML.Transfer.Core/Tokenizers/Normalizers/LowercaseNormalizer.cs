using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Lower case, character by character: a final sigma is not treated apart.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public static void AppendLower(int codePoint, int start, int end, AlignedText destination)
    {
        destination.AppendCodePoint(CharacterClasses.ToLower(codePoint, out var second), start, end);
        if (second != 0)
            destination.AppendCodePoint(second, start, end);
    }

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        for (var i = 0; i < source.Length;)
        {
            AppendLower(CharacterClasses.CodePointAt(source.Chars, i, out var units), source.Starts[i], source.Ends[i], destination);
            i += units;
        }
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("Lowercase");
}

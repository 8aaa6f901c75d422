using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Drops combining marks; composed letters keep theirs unless a decomposition went before.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        for (var i = 0; i < source.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(source.Chars, i, out var units);
            if (!CharacterClasses.IsCombiningMark(codePoint))
                destination.AppendCodePoint(codePoint, source.Starts[i], source.Ends[i]);
            i += units;
        }
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("StripAccents");
}

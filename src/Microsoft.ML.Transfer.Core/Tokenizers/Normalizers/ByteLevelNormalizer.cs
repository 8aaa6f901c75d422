using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Turns text into one printable character for each of its UTF-8 bytes.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public static readonly ByteLevelNormalizer Instance = new();

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < source.Length;)
        {
            var (start, end) = (source.Starts[i], source.Ends[i]);
            if (source.Chars[i] < 0x80)
            {
                destination.Append(ByteCharacters.Of((byte)source.Chars[i++]), start, end);
                continue;
            }
            var count = new Rune(CharacterClasses.CodePointAt(source.Chars, i, out var units)).EncodeToUtf8(bytes);
            for (var k = 0; k < count; k++)
                destination.Append(ByteCharacters.Of(bytes[k]), start, end);
            i += units;
        }
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("ByteLevel");
}

using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The cleaning of neural machine translation: drops control characters, turns odd blanks into spaces.</summary>
internal sealed class NmtNormalizer : INormalizer
{
    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var c = source.Chars[i];
            if (c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F')
                continue;
            if (c is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD')
                c = ' ';
            destination.Append(c, source.Starts[i], source.Ends[i]);
        }
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("Nmt");
}

using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Turns the characters that stand for bytes back into bytes, and these into text; what is not UTF-8 becomes U+FFFD.</summary>
internal sealed class ByteLevelDecoder(bool addPrefixSpace, bool trimOffsets, bool useRegex) : IDecoder
{
    public static ByteLevelDecoder Read(ComponentJson json) => new(
        json.Boolean("add_prefix_space", true), json.Boolean("trim_offsets", true), json.Boolean("use_regex", true));

    public void Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            var before = bytes.Count;
            foreach (var c in token)
            {
                var value = ByteCharacters.ByteOf(c);
                if (value < 0)
                {
                    // A token that is not made of such characters stands for itself.
                    bytes.RemoveRange(before, bytes.Count - before);
                    bytes.AddRange(Encoding.UTF8.GetBytes(token));
                    break;
                }
                bytes.Add((byte)value);
            }
        }
        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString([.. bytes]));
    }

    public void Write(Utf8JsonWriter json) => ByteLevelPreTokenizer.Write(json, addPrefixSpace, trimOffsets, useRegex);
}

using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Adds nothing; trims offsets where asked to.</summary>
internal sealed class ByteLevelProcessor(bool addPrefixSpace, bool trimOffsets, bool useRegex) : IPostProcessor
{
    public static ByteLevelProcessor Read(ComponentJson json) => new(
        json.Boolean("add_prefix_space", true), json.Boolean("trim_offsets", true), json.Boolean("use_regex", true));

    public int AddedTokens(bool pair) => 0;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        if (trimOffsets)
        {
            foreach (var encoding in encodings)
                OffsetTrimming.Trim(encoding, addPrefixSpace);
        }
        return encodings;
    }

    public void Write(Utf8JsonWriter json) => ByteLevelPreTokenizer.Write(json, addPrefixSpace, trimOffsets, useRegex);
}

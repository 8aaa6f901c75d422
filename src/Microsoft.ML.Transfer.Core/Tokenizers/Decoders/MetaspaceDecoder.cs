using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Turns visible spaces back into spaces; the first token loses those that were set before the text.</summary>
internal sealed class MetaspaceDecoder(char replacement, PrependScheme scheme, bool split) : IDecoder
{
    public static MetaspaceDecoder Read(ComponentJson json)
    {
        var (replacement, scheme, split) = MetaspacePreTokenizer.ReadSettings(json);
        return new MetaspaceDecoder(replacement[0], scheme, split);
    }

    public void Decode(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            tokens[i] = i == 0 && scheme != PrependScheme.Never
                ? tokens[i].Replace(replacement.ToString(), string.Empty, StringComparison.Ordinal)
                : tokens[i].Replace(replacement, ' ');
        }
    }

    public void Write(Utf8JsonWriter json) => MetaspacePreTokenizer.WriteSettings(json, replacement, scheme, split);
}

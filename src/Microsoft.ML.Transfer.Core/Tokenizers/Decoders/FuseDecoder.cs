using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Makes one string of all tokens, for the steps after it.</summary>
internal sealed class FuseDecoder : IDecoder
{
    public void Decode(List<string> tokens)
    {
        var text = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(text);
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("Fuse");
}

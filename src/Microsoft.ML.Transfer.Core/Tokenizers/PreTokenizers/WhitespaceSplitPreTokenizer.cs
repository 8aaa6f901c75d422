using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>What stands between white space.</summary>
internal sealed class WhitespaceSplitPreTokenizer : IPreTokenizer
{
    public void PreTokenize(PieceList pieces) => pieces.Split(CodePointPattern.WhiteSpace, SplitBehavior.Removed);

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("WhitespaceSplit");
}

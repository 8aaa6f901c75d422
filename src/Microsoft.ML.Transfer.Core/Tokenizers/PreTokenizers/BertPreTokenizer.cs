using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Words between white space, and every punctuation character by itself.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    public void PreTokenize(PieceList pieces)
    {
        pieces.Split(CodePointPattern.WhiteSpace, SplitBehavior.Removed);
        pieces.Split(CodePointPattern.Punctuation, SplitBehavior.Isolated);
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("BertPreTokenizer");
}

using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Sets numeric characters apart, each by itself or in runs.</summary>
internal sealed class DigitsPreTokenizer(bool individual) : IPreTokenizer
{
    public static DigitsPreTokenizer Read(ComponentJson json) => new(json.Boolean("individual_digits", false));

    public void PreTokenize(PieceList pieces) =>
        pieces.Split(CodePointPattern.Numeric, individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Digits");
        json.WriteBoolean("individual_digits", individual);
        json.WriteEndObject();
    }
}

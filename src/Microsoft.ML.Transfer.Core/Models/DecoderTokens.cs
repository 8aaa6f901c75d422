using System.Text.Json;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The tokens round what a decoder writes, by their ids: what generation and training go by, and no part of the arithmetic.</summary>
/// <param name="Start">What the decoder reads before the first token that it predicts.</param>
/// <param name="End">What it predicts after the last one.</param>
/// <param name="Padding">What fills up a text beside longer ones.</param>
/// <param name="Begin">What stands before a text; null where the model has none.</param>
internal sealed record DecoderTokens(int Start, int End, int Padding, int? Begin = null)
{
    private const string StartName = "decoder_start_token_id";
    private const string EndName = "eos_token_id";
    private const string PaddingName = "pad_token_id";
    private const string BeginName = "bos_token_id";

    /// <summary>Reads the members that families with a decoder have in common; those of <paramref name="fallback"/> where the file does not say.</summary>
    public static DecoderTokens Read(ConfigReader json, DecoderTokens fallback) => new(
        json.CountOrZero(StartName, fallback.Start),
        json.CountOrZero(EndName, fallback.End),
        json.CountOrZero(PaddingName, fallback.Padding),
        fallback.Begin is { } begin ? json.CountOrZero(BeginName, begin) : null);

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("is_encoder_decoder", value: true);
        json.WriteNumber(StartName, Start);
        json.WriteNumber(EndName, End);
        json.WriteNumber(PaddingName, Padding);
        if (Begin is { } begin)
            json.WriteNumber(BeginName, begin);
    }
}

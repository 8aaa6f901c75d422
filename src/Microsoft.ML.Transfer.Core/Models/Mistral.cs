using System.Text.Json;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Mistral (Jiang et al., 2023): Llama with a window of tokens that each layer sees.</summary>
internal static class Mistral
{
    public static ModelFamily Family { get; } = new("mistral", ReadConfig, WriteConfig, _ => Llama.Names) { Heads = json => Llama.ReadHeads(json, "Mistral") };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Count("num_key_value_heads");
        var config = Llama.ReadConfig(json);
        // The window counts the token itself; a file that does not mention it means that of the first model, null means none.
        var window = json.Has("sliding_window") ? json.CountIfSet("sliding_window") : 4096;
        return config with { Attention = config.Attention with { Window = window - 1 } };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        Llama.WriteConfig(json, config);
        if (config.Attention.Window is { } window)
            json.WriteNumber("sliding_window", window + 1);
        else
            json.WriteNull("sliding_window");
    }
}

namespace Microsoft.ML.Transfer.Models;

/// <summary>Qwen2 (Yang et al., 2024): Llama whose queries, keys and values have a bias.</summary>
internal static class Qwen2
{
    public static ModelFamily Family { get; } = new("qwen2", ReadConfig, Llama.WriteConfig, _ => Llama.Names) { Heads = json => Llama.ReadHeads(json, "Qwen2") };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Forbid("use_sliding_window");
        var config = Llama.ReadConfig(json);
        return config with { Attention = config.Attention with { Biases = AttentionBiases.Inputs } };
    }
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// Llama (Touvron et al., 2023): rotary positions, grouped keys and values, gated feed-forward layers, root-mean-square normalisation before
/// each branch.
/// </summary>
internal static class Llama
{
    /// <summary>The layout of checkpoints, which several families have in common.</summary>
    public static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embed_tokens"),
        ("layers/{i}/attention/query", "layers.{i}.self_attn.q_proj"),
        ("layers/{i}/attention/key", "layers.{i}.self_attn.k_proj"),
        ("layers/{i}/attention/value", "layers.{i}.self_attn.v_proj"),
        ("layers/{i}/attention/output", "layers.{i}.self_attn.o_proj"),
        ("layers/{i}/attention/norm", "layers.{i}.input_layernorm"),
        ("layers/{i}/feed_forward/gate", "layers.{i}.mlp.gate_proj"),
        ("layers/{i}/feed_forward/up", "layers.{i}.mlp.up_proj"),
        ("layers/{i}/feed_forward/down", "layers.{i}.mlp.down_proj"),
        ("layers/{i}/feed_forward/norm", "layers.{i}.post_attention_layernorm"),
        ("norm", "norm"),
    ])
    {
        Prefix = "model.",
        Ignored = ["lm_head.", "score.", "qa_outputs.", "layers.{i}.self_attn.rotary_emb."],
    };

    public static ModelFamily Family { get; } = new("llama", ReadConfig, WriteConfig, _ => Names) { Heads = json => ReadHeads(json, "Llama") };

    /// <summary>Reads the members that several families have in common.</summary>
    public static EncoderConfig ReadConfig(ConfigReader json)
    {
        var heads = json.Count("num_attention_heads");
        var keyHeads = json.Count("num_key_value_heads", heads);
        if (heads % keyHeads != 0)
            throw json.Error($"'num_attention_heads' {heads} is no multiple of 'num_key_value_heads' {keyHeads}.");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = heads,
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 2048),
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("rms_norm_eps", 1e-6f),
            Activation = json.ActivationOf("hidden_act", "silu"),
            Embeddings = new EmbeddingConfig { HasNorm = false, Positions = PositionConfig.None },
            Attention = new AttentionConfig
            {
                HeadSize = json.CountIfSet("head_dim"),
                KeyValueHeads = keyHeads,
                IsCausal = true,
                Biases = json.Flag("attention_bias", false) ? AttentionBiases.All : AttentionBiases.None,
            },
            FeedForward = new FeedForwardConfig { IsGated = true, HasBias = json.Flag("mlp_bias", false) },
            Norm = new NormConfig { Kind = NormKind.RootMeanSquare, Placement = NormPlacement.BeforeBranch, IsFinal = true },
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        return config with { Attention = config.Attention with { Rotary = RotaryJson.Read(json, config.HeadSize) } };
    }

    /// <summary>Writes what <see cref="ReadConfig"/> reads.</summary>
    public static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("num_key_value_heads", config.Attention.KeyValueHeads ?? config.HeadCount);
        if (config.Attention.HeadSize is { } headSize)
            json.WriteNumber("head_dim", headSize);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteNumber("rms_norm_eps", config.NormEpsilon);
        json.WriteString("hidden_act", ConfigReader.NameOf(config.Activation));
        json.WriteBoolean("attention_bias", config.Attention.Biases == AttentionBiases.All);
        json.WriteBoolean("mlp_bias", config.FeedForward.HasBias);
        RotaryJson.Write(json, config.Attention.Rotary!);
    }

    /// <summary>The heads of a family whose classes begin with <paramref name="className"/>.</summary>
    public static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json, string className) =>
    [
        new(Objective.CausalLanguageModel, className + "ForCausalLM") { Output = "lm_head", HasBias = false, SharesWords = json.Flag("tie_word_embeddings", false) },
        new(Objective.SequenceClassification, className + "ForSequenceClassification") { Input = HeadInput.Last, Output = "score", HasBias = false, Size = json.LabelCount() },
        new(Objective.TokenClassification, className + "ForTokenClassification") { Output = "score", Size = json.LabelCount() },
    ];
}

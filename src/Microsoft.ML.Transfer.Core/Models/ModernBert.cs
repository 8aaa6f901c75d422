using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// ModernBERT (Warner et al., 2024): a bidirectional encoder with rotary positions, gated feed-forward layers, and global attention in every
/// few layers only; the others see a window.
/// </summary>
internal static class ModernBert
{
    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embeddings.tok_embeddings"),
        ("embeddings/norm", "embeddings.norm"),
        new WeightRule("layers/{i}/attention/query", "layers.{i}.attn.Wqkv", TensorLayout.PartOf(3, 0)),
        new WeightRule("layers/{i}/attention/key", "layers.{i}.attn.Wqkv", TensorLayout.PartOf(3, 1)),
        new WeightRule("layers/{i}/attention/value", "layers.{i}.attn.Wqkv", TensorLayout.PartOf(3, 2)),
        ("layers/{i}/attention/output", "layers.{i}.attn.Wo"),
        ("layers/{i}/attention/norm", "layers.{i}.attn_norm"),
        new WeightRule("layers/{i}/feed_forward/gate", "layers.{i}.mlp.Wi", TensorLayout.PartOf(2, 0)),
        new WeightRule("layers/{i}/feed_forward/up", "layers.{i}.mlp.Wi", TensorLayout.PartOf(2, 1)),
        ("layers/{i}/feed_forward/down", "layers.{i}.mlp.Wo"),
        ("layers/{i}/feed_forward/norm", "layers.{i}.mlp_norm"),
        ("norm", "final_norm"),
    ])
    {
        Prefix = "model.",
        Ignored = ["head.", "decoder.", "classifier."],
    };

    public static ModelFamily Family { get; } = new("modernbert", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.ForbidPresent("rope_parameters");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 8192),
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("norm_eps", 1e-5f),
            Activation = json.ActivationOf("hidden_activation", "gelu"),
            Embeddings = new EmbeddingConfig { Positions = PositionConfig.None },
            FeedForward = new FeedForwardConfig { IsGated = true, HasBias = json.Flag("mlp_bias", false) },
            Norm = new NormConfig { Placement = NormPlacement.BeforeBranch, HasBias = json.Flag("norm_bias", false), IsFinal = true, KeepsBeforeFinal = true, SkipsFirst = true },
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        var theta = json.Positive("global_rope_theta", 160000f);
        return config with
        {
            Attention = new AttentionConfig
            {
                Biases = json.Flag("attention_bias", false) ? AttentionBiases.All : AttentionBiases.None,
                Window = json.Count("local_attention", 128) / 2,
                GlobalEvery = json.Count("global_attn_every_n_layers", 3),
                Rotary = new RotaryConfig(config.HeadSize, theta),
                LocalRotary = new RotaryConfig(config.HeadSize, json.Has("local_rope_theta") ? json.Positive("local_rope_theta", theta) : 10000f),
            },
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        var attention = config.Attention;
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteNumber("norm_eps", config.NormEpsilon);
        json.WriteString("hidden_activation", ConfigReader.NameOf(config.Activation));
        json.WriteBoolean("mlp_bias", config.FeedForward.HasBias);
        json.WriteBoolean("norm_bias", config.Norm.HasBias);
        json.WriteBoolean("attention_bias", attention.Biases == AttentionBiases.All);
        json.WriteNumber("local_attention", 2 * (attention.Window ?? config.MaximumPositions));
        json.WriteNumber("global_attn_every_n_layers", attention.GlobalEvery);
        json.WriteNumber("global_rope_theta", attention.Rotary!.Theta);
        json.WriteNumber("local_rope_theta", (attention.LocalRotary ?? attention.Rotary).Theta);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json)
    {
        json.Require("classifier_pooling", "cls", "cls", "mean");
        var head = new HeadDefinition(Objective.MaskedLanguageModel, "ModernBertForMaskedLM")
        {
            Dense = "head.dense",
            DenseHasBias = json.Flag("classifier_bias", false),
            Activation = json.ActivationOf("classifier_activation", "gelu"),
            Norm = "head.norm",
            Output = "decoder",
            HasBias = json.Flag("decoder_bias", true),
            SharesWords = json.Flag("tie_word_embeddings", true),
        };
        var classifier = head with { Output = "classifier", HasBias = true, SharesWords = false, Size = json.LabelCount() };
        var pooled = json.Text("classifier_pooling", "cls").Equals("mean", StringComparison.Ordinal) ? HeadInput.Mean : HeadInput.First;
        return
        [
            head,
            classifier with { Objective = Objective.SequenceClassification, Architectures = ["ModernBertForSequenceClassification"], Input = pooled },
            classifier with { Objective = Objective.TokenClassification, Architectures = ["ModernBertForTokenClassification"] },
        ];
    }
}

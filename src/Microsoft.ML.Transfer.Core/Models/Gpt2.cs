using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>GPT-2 (Radford et al., 2019): causal attention, normalisation before each branch, matrices stored transposed.</summary>
internal static class Gpt2
{
    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "wte"),
        ("embeddings/position", "wpe"),
        new WeightRule("layers/{i}/attention/query", "h.{i}.attn.c_attn", TensorLayout.TransposedPartOf(3, 0)),
        new WeightRule("layers/{i}/attention/key", "h.{i}.attn.c_attn", TensorLayout.TransposedPartOf(3, 1)),
        new WeightRule("layers/{i}/attention/value", "h.{i}.attn.c_attn", TensorLayout.TransposedPartOf(3, 2)),
        new WeightRule("layers/{i}/attention/output", "h.{i}.attn.c_proj", TensorLayout.Transposed),
        ("layers/{i}/attention/norm", "h.{i}.ln_1"),
        new WeightRule("layers/{i}/feed_forward/up", "h.{i}.mlp.c_fc", TensorLayout.Transposed),
        new WeightRule("layers/{i}/feed_forward/down", "h.{i}.mlp.c_proj", TensorLayout.Transposed),
        ("layers/{i}/feed_forward/norm", "h.{i}.ln_2"),
        ("norm", "ln_f"),
    ])
    {
        Prefix = "transformer.",
        Ignored = ["lm_head.", "score.", "classifier.", "qa_outputs.", "h.{i}.attn.bias", "h.{i}.attn.masked_bias"],
    };

    public static ModelFamily Family { get; } = new("gpt2", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads, InitialDeviation = InitialDeviations.Gpt2 };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Forbid("add_cross_attention");
        var hidden = json.Count("n_embd");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = hidden,
            LayerCount = json.Count("n_layer"),
            HeadCount = json.Count("n_head"),
            IntermediateSize = json.Count("n_inner", 4 * hidden),
            MaximumPositions = json.Count("n_positions", 1024),
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("layer_norm_epsilon", 1e-5f),
            Activation = json.ActivationOf("activation_function", "gelu_new"),
            Embeddings = new EmbeddingConfig { HasNorm = false },
            Attention = new AttentionConfig
            {
                IsCausal = true,
                Scale = json.Flag("scale_attn_weights", true) ? null : 1f,
                ScalesByLayer = json.Flag("scale_attn_by_inverse_layer_idx", false),
            },
            Norm = new NormConfig { Placement = NormPlacement.BeforeBranch, IsFinal = true },
        };
        json.CheckHeads(config, "n_embd", "n_head");
        return config;
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("n_embd", config.HiddenSize);
        json.WriteNumber("n_layer", config.LayerCount);
        json.WriteNumber("n_head", config.HeadCount);
        json.WriteNumber("n_inner", config.IntermediateSize);
        json.WriteNumber("n_positions", config.MaximumPositions);
        json.WriteNumber("layer_norm_epsilon", config.NormEpsilon);
        json.WriteString("activation_function", ConfigReader.NameOf(config.Activation));
        json.WriteBoolean("scale_attn_weights", config.Attention.Scale is null);
        json.WriteBoolean("scale_attn_by_inverse_layer_idx", config.Attention.ScalesByLayer);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.CausalLanguageModel, "GPT2LMHeadModel") { Output = "lm_head", HasBias = false, SharesWords = json.Flag("tie_word_embeddings", true) },
        new(Objective.SequenceClassification, "GPT2ForSequenceClassification") { Input = HeadInput.Last, Output = "score", HasBias = false, Size = json.LabelCount() },
        new(Objective.TokenClassification, "GPT2ForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.QuestionAnswering, "GPT2ForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

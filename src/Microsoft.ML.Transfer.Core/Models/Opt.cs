using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>OPT (Zhang et al., 2022): positions that count visible tokens; in one size shorter word vectors and normalisation after each sum.</summary>
internal static class Opt
{
    // Two rows of the table of positions come before the first position.
    private const int PositionOffset = 2;

    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "decoder.embed_tokens"),
        ("embeddings/position", "decoder.embed_positions"),
        ("embeddings/projection", "decoder.project_in"),
        ("layers/{i}/attention/query", "decoder.layers.{i}.self_attn.q_proj"),
        ("layers/{i}/attention/key", "decoder.layers.{i}.self_attn.k_proj"),
        ("layers/{i}/attention/value", "decoder.layers.{i}.self_attn.v_proj"),
        ("layers/{i}/attention/output", "decoder.layers.{i}.self_attn.out_proj"),
        ("layers/{i}/attention/norm", "decoder.layers.{i}.self_attn_layer_norm"),
        ("layers/{i}/feed_forward/up", "decoder.layers.{i}.fc1"),
        ("layers/{i}/feed_forward/down", "decoder.layers.{i}.fc2"),
        ("layers/{i}/feed_forward/norm", "decoder.layers.{i}.final_layer_norm"),
        ("norm", "decoder.final_layer_norm"),
        ("output", "decoder.project_out"),
    ])
    {
        Prefix = "model.",
        Ignored = ["lm_head.", "score.", "qa_outputs."],
    };

    public static ModelFamily Family { get; } = new("opt", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.RequireTrue("layer_norm_elementwise_affine");
        var hidden = json.Count("hidden_size");
        var size = json.Count("word_embed_proj_dim", hidden);
        var normsFirst = json.Flag("do_layer_norm_before", true);
        var hasBias = json.Flag("enable_bias", true);
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = hidden,
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("ffn_dim"),
            MaximumPositions = json.Count("max_position_embeddings", 2048),
            TypeVocabularySize = 0,
            NormEpsilon = 1e-5f,
            Activation = json.ActivationOf("activation_function", "relu"),
            Embeddings = new EmbeddingConfig
            {
                HasNorm = false,
                Positions = new PositionConfig(PositionSource.Visible, PositionOffset),
                Size = size == hidden ? null : size,
                Projection = size == hidden ? EmbeddingProjection.None : EmbeddingProjection.BeforePositions,
            },
            Attention = new AttentionConfig { IsCausal = true, Biases = hasBias ? AttentionBiases.All : AttentionBiases.None },
            FeedForward = new FeedForwardConfig { HasBias = hasBias },
            Norm = new NormConfig
            {
                Placement = normsFirst ? NormPlacement.BeforeBranch : NormPlacement.AfterSum,
                IsFinal = normsFirst && !json.Flag("_remove_final_layer_norm", false),
            },
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        return config;
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("ffn_dim", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteString("activation_function", ConfigReader.NameOf(config.Activation));
        json.WriteNumber("word_embed_proj_dim", config.Embeddings.Size ?? config.HiddenSize);
        json.WriteBoolean("do_layer_norm_before", config.Norm.Placement == NormPlacement.BeforeBranch);
        json.WriteBoolean("_remove_final_layer_norm", !config.Norm.IsFinal);
        json.WriteBoolean("enable_bias", config.FeedForward.HasBias);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.CausalLanguageModel, "OPTForCausalLM") { Output = "lm_head", HasBias = false, SharesWords = json.Flag("tie_word_embeddings", true) },
        new(Objective.SequenceClassification, "OPTForSequenceClassification") { Input = HeadInput.Last, Output = "score", HasBias = false, Size = json.LabelCount() },
        new(Objective.QuestionAnswering, "OPTForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

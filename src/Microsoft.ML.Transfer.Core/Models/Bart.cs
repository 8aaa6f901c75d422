using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>BART (Lewis et al., 2020): a bidirectional encoder and a causal decoder, with normalisation after each sum.</summary>
internal static class Bart
{
    // Two rows of the table of positions come before the first position.
    private const int PositionOffset = 2;

    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "shared"),
        .. StackNames(path: "", name: "encoder."),
        .. StackNames(path: "decoder/", name: "decoder."),
        ("decoder/layers/{i}/memory/query", "decoder.layers.{i}.encoder_attn.q_proj"),
        ("decoder/layers/{i}/memory/key", "decoder.layers.{i}.encoder_attn.k_proj"),
        ("decoder/layers/{i}/memory/value", "decoder.layers.{i}.encoder_attn.v_proj"),
        ("decoder/layers/{i}/memory/output", "decoder.layers.{i}.encoder_attn.out_proj"),
        ("decoder/layers/{i}/memory/norm", "decoder.layers.{i}.encoder_attn_layer_norm"),
    ])
    {
        Prefix = "model.",
        OldEndings = [("shared.weight", "encoder.embed_tokens.weight")],
        Ignored = ["lm_head.", "final_logits_bias", "classification_head.", "qa_outputs.", "encoder.embed_tokens.", "decoder.embed_tokens."],
    };

    public static ModelFamily Family { get; } = new("bart", ReadConfig, WriteConfig, _ => Names)
    {
        ReadDecoder = json => ReadStack(json, "decoder") with { DecoderTokens = DecoderTokens.Read(json, new(Start: 2, End: 2, Padding: 1, Begin: 0)) },
        WriteDecoder = (json, decoder) => WriteStack(json, "decoder", decoder),
        Heads = ReadHeads,
    };

    private static WeightRule[] StackNames(string path, string name) =>
    [
        (path + "embeddings/position", name + "embed_positions"),
        (path + "embeddings/norm", name + "layernorm_embedding"),
        (path + "layers/{i}/attention/query", name + "layers.{i}.self_attn.q_proj"),
        (path + "layers/{i}/attention/key", name + "layers.{i}.self_attn.k_proj"),
        (path + "layers/{i}/attention/value", name + "layers.{i}.self_attn.v_proj"),
        (path + "layers/{i}/attention/output", name + "layers.{i}.self_attn.out_proj"),
        (path + "layers/{i}/attention/norm", name + "layers.{i}.self_attn_layer_norm"),
        (path + "layers/{i}/feed_forward/up", name + "layers.{i}.fc1"),
        (path + "layers/{i}/feed_forward/down", name + "layers.{i}.fc2"),
        (path + "layers/{i}/feed_forward/norm", name + "layers.{i}.final_layer_norm"),
    ];

    private static EncoderConfig ReadConfig(ConfigReader json) => ReadStack(json, "encoder");

    private static EncoderConfig ReadStack(ConfigReader json, string stack)
    {
        json.Forbid("normalize_before");
        json.Forbid("add_final_layer_norm");
        json.Forbid("static_position_embeddings");
        json.RequireTrue("normalize_embedding");
        var hidden = json.Count("d_model");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = hidden,
            LayerCount = json.Count(stack + "_layers"),
            HeadCount = json.Count(stack + "_attention_heads"),
            IntermediateSize = json.Count(stack + "_ffn_dim"),
            MaximumPositions = json.Count("max_position_embeddings", 1024),
            TypeVocabularySize = 0,
            NormEpsilon = 1e-5f,
            Activation = json.ActivationOf("activation_function", "gelu"),
            Embeddings = new EmbeddingConfig
            {
                Positions = new PositionConfig(PositionSource.Index, PositionOffset),
                Scale = json.Flag("scale_embedding", false) ? MathF.Sqrt(hidden) : 1f,
            },
            Attention = new AttentionConfig { IsCausal = stack.Equals("decoder", StringComparison.Ordinal) },
        };
        json.CheckHeads(config, "d_model", stack + "_attention_heads");
        return config;
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("d_model", config.HiddenSize);
        WriteStack(json, "encoder", config);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteString("activation_function", ConfigReader.NameOf(config.Activation));
        json.WriteBoolean("scale_embedding", config.Embeddings.Scale != 1f);
    }

    private static void WriteStack(Utf8JsonWriter json, string stack, EncoderConfig config)
    {
        json.WriteNumber(stack + "_layers", config.LayerCount);
        json.WriteNumber(stack + "_attention_heads", config.HeadCount);
        json.WriteNumber(stack + "_ffn_dim", config.IntermediateSize);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.CausalLanguageModel, "BartForConditionalGeneration")
        {
            Output = "lm_head",
            OutputBias = "final_logits_bias",
            OutputBiasLayout = TensorLayout.AsRow,
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SequenceClassification, "BartForSequenceClassification")
        {
            Input = HeadInput.Last,
            Dense = "classification_head.dense",
            Activation = Activation.Tanh,
            Output = "classification_head.out_proj",
            Size = json.LabelCount(),
        },
        new(Objective.QuestionAnswering, "BartForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>T5, v1.0 and v1.1 (Raffel et al., 2020): a bias of distances instead of positions, scores that are not scaled, no biases elsewhere.</summary>
internal static class T5
{
    public static ModelFamily Family { get; } = new("t5", ReadConfig, WriteConfig, Names)
    {
        ReadDecoder = json => ReadStack(json, "num_decoder_layers", isDecoder: true) with { DecoderTokens = DecoderTokens.Read(json, new(Start: 0, End: 1, Padding: 0)) },
        WriteDecoder = (json, decoder) => json.WriteNumber("num_decoder_layers", decoder.LayerCount),
        InitialDeviation = InitialDeviations.T5,
        Heads = ReadHeads,
    };

    private static WeightNames Names(EncoderConfig config) => new(
    [
        ("embeddings/word", "shared"),
        .. StackNames(config, path: "", name: "encoder", feedForward: 1),
        .. StackNames(config, path: "decoder/", name: "decoder", feedForward: 2),
        ("decoder/layers/{i}/memory/query", "decoder.block.{i}.layer.1.EncDecAttention.q"),
        ("decoder/layers/{i}/memory/key", "decoder.block.{i}.layer.1.EncDecAttention.k"),
        ("decoder/layers/{i}/memory/value", "decoder.block.{i}.layer.1.EncDecAttention.v"),
        ("decoder/layers/{i}/memory/output", "decoder.block.{i}.layer.1.EncDecAttention.o"),
        ("decoder/layers/{i}/memory/norm", "decoder.block.{i}.layer.1.layer_norm"),
    ])
    {
        OldEndings = [("shared.weight", "encoder.embed_tokens.weight")],
        Ignored =
        [
            "lm_head.", "encoder.embed_tokens.", "decoder.embed_tokens.", "classification_head.", "classifier.", "qa_outputs.",
            "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.",
        ],
    };

    private static WeightRule[] StackNames(EncoderConfig config, string path, string name, int feedForward) =>
    [
        (path + "distance_bias", name + ".block.0.layer.0.SelfAttention.relative_attention_bias"),
        (path + "layers/{i}/attention/query", name + ".block.{i}.layer.0.SelfAttention.q"),
        (path + "layers/{i}/attention/key", name + ".block.{i}.layer.0.SelfAttention.k"),
        (path + "layers/{i}/attention/value", name + ".block.{i}.layer.0.SelfAttention.v"),
        (path + "layers/{i}/attention/output", name + ".block.{i}.layer.0.SelfAttention.o"),
        (path + "layers/{i}/attention/norm", name + ".block.{i}.layer.0.layer_norm"),
        (path + "layers/{i}/feed_forward/gate", name + $".block.{{i}}.layer.{feedForward}.DenseReluDense.wi_0"),
        (path + "layers/{i}/feed_forward/up", name + $".block.{{i}}.layer.{feedForward}.DenseReluDense.{(config.FeedForward.IsGated ? "wi_1" : "wi")}"),
        (path + "layers/{i}/feed_forward/down", name + $".block.{{i}}.layer.{feedForward}.DenseReluDense.wo"),
        (path + "layers/{i}/feed_forward/norm", name + $".block.{{i}}.layer.{feedForward}.layer_norm"),
        (path + "norm", name + ".final_layer_norm"),
    ];

    private static EncoderConfig ReadConfig(ConfigReader json) => ReadStack(json, "num_layers", isDecoder: false);

    private static EncoderConfig ReadStack(ConfigReader json, string layersName, bool isDecoder)
    {
        // "gated-gelu" has always meant the tanh approximation.
        var feedForward = json.Text("feed_forward_proj", "relu");
        var isGated = feedForward.StartsWith("gated-", StringComparison.Ordinal);
        var activation = feedForward.Equals("gated-gelu", StringComparison.Ordinal) ? "gelu_new" : feedForward[(isGated ? "gated-".Length : 0)..];
        var (buckets, distance) = (json.Count("relative_attention_num_buckets", 32), json.Count("relative_attention_max_distance", 128));
        if (buckets < 4 || distance <= buckets / 2)
            throw json.Error($"'relative_attention_num_buckets' {buckets} must be at least 4, and 'relative_attention_max_distance' {distance} more than half of it.");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("d_model"),
            LayerCount = json.Count(layersName, json.Count("num_layers")),
            HeadCount = json.Count("num_heads"),
            IntermediateSize = json.Count("d_ff"),
            MaximumPositions = int.MaxValue,
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("layer_norm_epsilon", 1e-6f),
            Activation = json.ActivationNamed("feed_forward_proj", activation),
            Embeddings = new EmbeddingConfig { HasNorm = false, Positions = PositionConfig.None },
            Attention = new AttentionConfig
            {
                HeadSize = json.Count("d_kv"),
                Scale = 1f,
                IsCausal = isDecoder,
                Biases = AttentionBiases.None,
                RelativeBias = new RelativeBiasConfig(buckets, distance, IsBidirectional: !isDecoder),
            },
            FeedForward = new FeedForwardConfig { IsGated = isGated, HasBias = false },
            Norm = new NormConfig { Kind = NormKind.RootMeanSquare, Placement = NormPlacement.BeforeBranch, IsFinal = true },
        };
        json.CheckHeads(config, "d_model", "num_heads");
        return config;
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        var activation = ConfigReader.NameOf(config.Activation);
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("d_model", config.HiddenSize);
        json.WriteNumber("num_layers", config.LayerCount);
        json.WriteNumber("num_heads", config.HeadCount);
        json.WriteNumber("d_kv", config.HeadSize);
        json.WriteNumber("d_ff", config.IntermediateSize);
        json.WriteNumber("layer_norm_epsilon", config.NormEpsilon);
        json.WriteString("feed_forward_proj", config.FeedForward.IsGated ? "gated-" + activation : activation);
        json.WriteNumber("relative_attention_num_buckets", config.Attention.RelativeBias!.Buckets);
        json.WriteNumber("relative_attention_max_distance", config.Attention.RelativeBias.MaximumDistance);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json)
    {
        var isTied = json.Flag("tie_word_embeddings", true);
        // Vectors that were made to be read have to become those of words again.
        var scale = isTied ? 1f / MathF.Sqrt(json.Count("d_model")) : 1f;
        return [new(Objective.CausalLanguageModel, "T5ForConditionalGeneration") { Output = "lm_head", HasBias = false, SharesWords = isTied, Scale = scale }];
    }
}

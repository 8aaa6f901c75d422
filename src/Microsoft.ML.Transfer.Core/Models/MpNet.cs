using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>MPNet (Song et al., 2020): learned positions and a bias of distances that all layers share.</summary>
internal static class MpNet
{
    // The published implementation knows no others, whatever the configuration says.
    private const int PaddingId = 1;
    private const int Buckets = 32;
    private const int MaximumDistance = 128;

    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embeddings.word_embeddings"),
        ("embeddings/position", "embeddings.position_embeddings"),
        ("embeddings/norm", "embeddings.LayerNorm"),
        ("distance_bias", "encoder.relative_attention_bias"),
        ("layers/{i}/attention/query", "encoder.layer.{i}.attention.attn.q"),
        ("layers/{i}/attention/key", "encoder.layer.{i}.attention.attn.k"),
        ("layers/{i}/attention/value", "encoder.layer.{i}.attention.attn.v"),
        ("layers/{i}/attention/output", "encoder.layer.{i}.attention.attn.o"),
        ("layers/{i}/attention/norm", "encoder.layer.{i}.attention.LayerNorm"),
        ("layers/{i}/feed_forward/up", "encoder.layer.{i}.intermediate.dense"),
        ("layers/{i}/feed_forward/down", "encoder.layer.{i}.output.dense"),
        ("layers/{i}/feed_forward/norm", "encoder.layer.{i}.output.LayerNorm"),
        ("pooler", "pooler.dense"),
    ])
    {
        Prefix = "mpnet.",
        Ignored = ["lm_head.", "classifier.", "qa_outputs.", "embeddings.position_ids"],
    };

    public static ModelFamily Family { get; } = new("mpnet", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        if (json.Count("relative_attention_num_buckets", Buckets) != Buckets)
            throw json.Error($"'relative_attention_num_buckets' must be {Buckets}.");
        if (json.CountOrZero("pad_token_id", PaddingId) != PaddingId)
            throw json.Error($"'pad_token_id' must be {PaddingId}: positions are counted from it.");
        var rows = json.Count("max_position_embeddings", 512);
        if (rows <= PaddingId + 1)
            throw json.Error($"'max_position_embeddings' {rows} leaves no position past the padding.");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = rows - PaddingId - 1,
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("layer_norm_eps", 1e-12f),
            Activation = json.ActivationOf("hidden_act", "gelu"),
            Embeddings = new EmbeddingConfig { Positions = new PositionConfig(PositionSource.NotPadding, PaddingId + 1, PaddingId) },
            Attention = new AttentionConfig { RelativeBias = new RelativeBiasConfig(Buckets, MaximumDistance) },
            MayHavePooler = true,
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
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions + config.Embeddings.Positions.Offset);
        json.WriteNumber("layer_norm_eps", config.NormEpsilon);
        json.WriteString("hidden_act", ConfigReader.NameOf(config.Activation));
        json.WriteNumber("relative_attention_num_buckets", Buckets);
        json.WriteNumber("pad_token_id", PaddingId);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.MaskedLanguageModel, "MPNetForMaskedLM")
        {
            Dense = "lm_head.dense",
            Activation = Activation.Gelu,
            Norm = "lm_head.layer_norm",
            Output = "lm_head.decoder",
            OutputBias = "lm_head.bias",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SequenceClassification, "MPNetForSequenceClassification")
        {
            Input = HeadInput.First,
            Dense = "classifier.dense",
            Activation = Activation.Tanh,
            Output = "classifier.out_proj",
            Size = json.LabelCount(),
        },
        new(Objective.TokenClassification, "MPNetForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, "MPNetForMultipleChoice") { Input = HeadInput.Pooler, Output = "classifier", Size = 1 },
        new(Objective.QuestionAnswering, "MPNetForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>ALBERT (Lan et al., 2020): layers that share their parameters, and word vectors that are shorter than the hidden states.</summary>
internal static class Albert
{
    private const string Layer = "encoder.albert_layer_groups.{i}.albert_layers.{j}.";

    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embeddings.word_embeddings"),
        ("embeddings/position", "embeddings.position_embeddings"),
        ("embeddings/type", "embeddings.token_type_embeddings"),
        ("embeddings/norm", "embeddings.LayerNorm"),
        ("embeddings/projection", "encoder.embedding_hidden_mapping_in"),
        ("layers/{i}/{j}/attention/query", Layer + "attention.query"),
        ("layers/{i}/{j}/attention/key", Layer + "attention.key"),
        ("layers/{i}/{j}/attention/value", Layer + "attention.value"),
        ("layers/{i}/{j}/attention/output", Layer + "attention.dense"),
        ("layers/{i}/{j}/attention/norm", Layer + "attention.LayerNorm"),
        ("layers/{i}/{j}/feed_forward/up", Layer + "ffn"),
        ("layers/{i}/{j}/feed_forward/down", Layer + "ffn_output"),
        ("layers/{i}/{j}/feed_forward/norm", Layer + "full_layer_layer_norm"),
        ("pooler", "pooler"),
    ])
    {
        Prefix = "albert.",
        Ignored = ["predictions.", "sop_classifier.", "classifier.", "qa_outputs.", "embeddings.position_ids"],
    };

    public static ModelFamily Family { get; } = new("albert", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = Bert.ReadConfig(json);
        var sharing = new SharingConfig(json.Count("num_hidden_groups", 1), json.Count("inner_group_num", 1));
        if (config.LayerCount % sharing.Groups != 0)
            throw json.Error($"'num_hidden_layers' {config.LayerCount} is no multiple of 'num_hidden_groups' {sharing.Groups}.");
        return config with
        {
            Activation = json.ActivationOf("hidden_act", "gelu_new"),
            Embeddings = new EmbeddingConfig { Size = json.Count("embedding_size", 128), Projection = EmbeddingProjection.AfterNorm },
            Sharing = sharing,
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        Bert.WriteConfig(json, config);
        json.WriteNumber("embedding_size", config.Embeddings.Size ?? config.HiddenSize);
        json.WriteNumber("num_hidden_groups", config.Sharing?.Groups ?? 1);
        json.WriteNumber("inner_group_num", config.Sharing?.InnerLayers ?? 1);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.MaskedLanguageModel, "AlbertForMaskedLM", "AlbertForPreTraining")
        {
            Dense = "predictions.dense",
            Norm = "predictions.LayerNorm",
            Output = "predictions.decoder",
            OutputBias = "predictions.bias",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SentenceOrder, "AlbertForPreTraining") { Input = HeadInput.Pooler, Output = "sop_classifier.classifier", Size = 2 },
        new(Objective.SequenceClassification, "AlbertForSequenceClassification") { Input = HeadInput.Pooler, Output = "classifier", Size = json.LabelCount() },
        new(Objective.TokenClassification, "AlbertForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, "AlbertForMultipleChoice") { Input = HeadInput.Pooler, Output = "classifier", Size = 1 },
        new(Objective.QuestionAnswering, "AlbertForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

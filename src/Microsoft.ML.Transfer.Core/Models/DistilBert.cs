using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>DistilBERT (Sanh et al., 2019): BERT with half the layers, without token types and pooler.</summary>
internal static class DistilBert
{
    private static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embeddings.word_embeddings"),
        ("embeddings/position", "embeddings.position_embeddings"),
        ("embeddings/norm", "embeddings.LayerNorm"),
        ("layers/{i}/attention/query", "transformer.layer.{i}.attention.q_lin"),
        ("layers/{i}/attention/key", "transformer.layer.{i}.attention.k_lin"),
        ("layers/{i}/attention/value", "transformer.layer.{i}.attention.v_lin"),
        ("layers/{i}/attention/output", "transformer.layer.{i}.attention.out_lin"),
        ("layers/{i}/attention/norm", "transformer.layer.{i}.sa_layer_norm"),
        ("layers/{i}/feed_forward/up", "transformer.layer.{i}.ffn.lin1"),
        ("layers/{i}/feed_forward/down", "transformer.layer.{i}.ffn.lin2"),
        ("layers/{i}/feed_forward/norm", "transformer.layer.{i}.output_layer_norm"),
    ])
    {
        Prefix = "distilbert.",
        Ignored = ["vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "pre_classifier.", "classifier.", "qa_outputs.", "embeddings.position_ids"],
    };

    public static ModelFamily Family { get; } = new("distilbert", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    // Sinusoidal positions are stored as a table like learned ones, so that nothing has to be known about them.
    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("dim"),
            LayerCount = json.Count("n_layers"),
            HeadCount = json.Count("n_heads"),
            IntermediateSize = json.Count("hidden_dim"),
            MaximumPositions = json.Count("max_position_embeddings", 512),
            TypeVocabularySize = 0,
            NormEpsilon = 1e-12f,
            Activation = json.ActivationOf("activation", "gelu"),
        };
        json.CheckHeads(config, "dim", "n_heads");
        return config;
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("dim", config.HiddenSize);
        json.WriteNumber("n_layers", config.LayerCount);
        json.WriteNumber("n_heads", config.HeadCount);
        json.WriteNumber("hidden_dim", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteString("activation", ConfigReader.NameOf(config.Activation));
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.MaskedLanguageModel, "DistilBertForMaskedLM")
        {
            Dense = "vocab_transform",
            Norm = "vocab_layer_norm",
            Output = "vocab_projector",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SequenceClassification, "DistilBertForSequenceClassification") { Input = HeadInput.First, Dense = "pre_classifier", Activation = Activation.Relu, Output = "classifier", Size = json.LabelCount() },
        new(Objective.TokenClassification, "DistilBertForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, "DistilBertForMultipleChoice") { Input = HeadInput.First, Dense = "pre_classifier", Activation = Activation.Relu, Output = "classifier", Size = 1 },
        new(Objective.QuestionAnswering, "DistilBertForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

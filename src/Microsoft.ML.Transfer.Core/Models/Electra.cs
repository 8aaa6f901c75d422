using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>ELECTRA (Clark et al., 2020), generator and discriminator: BERT whose word vectors may be shorter than its hidden states.</summary>
internal static class Electra
{
    private static WeightNames Names { get; } = Bert.Names
        .With([("embeddings/projection", "embeddings_project")])
        .ForPrefix("electra.", "generator_predictions.", "generator_lm_head.", "discriminator_predictions.", "classifier.", "qa_outputs.", "sequence_summary.", "embeddings.position_ids");

    public static ModelFamily Family { get; } = new("electra", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = Bert.ReadConfig(json) with { MayHavePooler = false };
        var size = json.Count("embedding_size", 128);
        return size == config.HiddenSize
            ? config
            : config with { Embeddings = new EmbeddingConfig { Size = size, Projection = EmbeddingProjection.AfterNorm } };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        Bert.WriteConfig(json, config);
        json.WriteNumber("embedding_size", config.Embeddings.Size ?? config.HiddenSize);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.MaskedLanguageModel, "ElectraForMaskedLM")
        {
            Dense = "generator_predictions.dense",
            Activation = Activation.Gelu,
            Norm = "generator_predictions.LayerNorm",
            Output = "generator_lm_head",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.ReplacedTokenDetection, "ElectraForPreTraining") { Dense = "discriminator_predictions.dense", Output = "discriminator_predictions.dense_prediction", Size = 1 },
        new(Objective.SequenceClassification, "ElectraForSequenceClassification")
        {
            Input = HeadInput.First,
            Dense = "classifier.dense",
            Activation = Activation.Gelu,
            Output = "classifier.out_proj",
            Size = json.LabelCount(),
        },
        new(Objective.TokenClassification, "ElectraForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.QuestionAnswering, "ElectraForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>RoBERTa (Liu et al., 2019): BERT with positions that are counted past the padding id, and heads of its own.</summary>
internal static class Roberta
{
    public static ModelFamily Family { get; } = Create("roberta", "Roberta");

    /// <summary>A family whose classes have another name and which is the same otherwise.</summary>
    public static ModelFamily Create(string modelType, string className) =>
        new(modelType, ReadConfig, WriteConfig, _ => Names) { Heads = json => ReadHeads(json, className) };

    private static WeightNames Names { get; } = Bert.Names.ForPrefix("roberta.", "lm_head.", "classifier.", "qa_outputs.", "embeddings.position_ids");

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = Bert.ReadConfig(json);
        var padding = json.CountOrZero("pad_token_id", 1);
        var rows = json.Count("max_position_embeddings", 512);
        if (rows <= padding + 1)
            throw json.Error($"'max_position_embeddings' {rows} leaves no position past 'pad_token_id' {padding}.");
        return config with
        {
            MaximumPositions = rows - padding - 1,
            NormEpsilon = json.Positive("layer_norm_eps", 1e-5f),
            Embeddings = new EmbeddingConfig { Positions = new PositionConfig(PositionSource.NotPadding, padding + 1, padding) },
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        var positions = config.Embeddings.Positions;
        Bert.WriteConfig(json, config with { MaximumPositions = config.MaximumPositions + positions.Offset });
        json.WriteNumber("pad_token_id", positions.PaddingId);
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json, string className) =>
    [
        new(Objective.MaskedLanguageModel, className + "ForMaskedLM")
        {
            Dense = "lm_head.dense",
            Activation = Activation.Gelu,
            Norm = "lm_head.layer_norm",
            Output = "lm_head.decoder",
            OutputBias = "lm_head.bias",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SequenceClassification, className + "ForSequenceClassification")
        {
            Input = HeadInput.First,
            Dense = "classifier.dense",
            Activation = Activation.Tanh,
            Output = "classifier.out_proj",
            Size = json.LabelCount(),
        },
        new(Objective.TokenClassification, className + "ForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, className + "ForMultipleChoice") { Input = HeadInput.Pooler, Output = "classifier", Size = 1 },
        new(Objective.QuestionAnswering, className + "ForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

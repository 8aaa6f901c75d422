using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>BERT (Devlin et al., 2019): learned absolute positions, two token types, normalisation after each residual sum.</summary>
internal static class Bert
{
    /// <summary>The layout of checkpoints, which several families have in common.</summary>
    public static WeightNames Names { get; } = new(
    [
        ("embeddings/word", "embeddings.word_embeddings"),
        ("embeddings/position", "embeddings.position_embeddings"),
        ("embeddings/type", "embeddings.token_type_embeddings"),
        ("embeddings/norm", "embeddings.LayerNorm"),
        ("layers/{i}/attention/query", "encoder.layer.{i}.attention.self.query"),
        ("layers/{i}/attention/key", "encoder.layer.{i}.attention.self.key"),
        ("layers/{i}/attention/value", "encoder.layer.{i}.attention.self.value"),
        ("layers/{i}/attention/output", "encoder.layer.{i}.attention.output.dense"),
        ("layers/{i}/attention/norm", "encoder.layer.{i}.attention.output.LayerNorm"),
        ("layers/{i}/feed_forward/up", "encoder.layer.{i}.intermediate.dense"),
        ("layers/{i}/feed_forward/down", "encoder.layer.{i}.output.dense"),
        ("layers/{i}/feed_forward/norm", "encoder.layer.{i}.output.LayerNorm"),
        ("pooler", "pooler.dense"),
    ])
    {
        Prefix = "bert.",
        OldEndings = [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")],
        Ignored = ["cls.", "classifier.", "qa_outputs.", "embeddings.position_ids"],
    };

    public static ModelFamily Family { get; } = new("bert", ReadConfig, WriteConfig, _ => Names) { Heads = ReadHeads };

    /// <summary>Reads the members that several families have in common.</summary>
    public static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Require("position_embedding_type", "absolute", "absolute");
        json.Forbid("is_decoder");
        json.Forbid("add_cross_attention");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 512),
            TypeVocabularySize = json.Count("type_vocab_size", 2),
            NormEpsilon = json.Positive("layer_norm_eps", 1e-12f),
            Activation = json.ActivationOf("hidden_act", "gelu"),
            MayHavePooler = true,
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        return config;
    }

    /// <summary>Writes what <see cref="ReadConfig"/> reads.</summary>
    public static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteNumber("type_vocab_size", config.TypeVocabularySize);
        json.WriteNumber("layer_norm_eps", config.NormEpsilon);
        json.WriteString("hidden_act", ConfigReader.NameOf(config.Activation));
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.MaskedLanguageModel, "BertForMaskedLM", "BertForPreTraining")
        {
            Dense = "cls.predictions.transform.dense",
            Norm = "cls.predictions.transform.LayerNorm",
            Output = "cls.predictions.decoder",
            OutputBias = "cls.predictions.bias",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.NextSentence, "BertForNextSentencePrediction", "BertForPreTraining") { Input = HeadInput.Pooler, Output = "cls.seq_relationship", Size = 2 },
        new(Objective.SequenceClassification, "BertForSequenceClassification") { Input = HeadInput.Pooler, Output = "classifier", Size = json.LabelCount() },
        new(Objective.TokenClassification, "BertForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, "BertForMultipleChoice") { Input = HeadInput.Pooler, Output = "classifier", Size = 1 },
        new(Objective.QuestionAnswering, "BertForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

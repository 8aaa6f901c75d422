using System.Text.Json;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The members of a <c>config.json</c> that all versions of DeBERTa have in common, and their heads.</summary>
internal static class DebertaJson
{
    /// <summary>Reads everything but the attention to distances.</summary>
    public static EncoderConfig Read(ConfigReader json)
    {
        json.Require("position_embedding_type", "absolute", "absolute");
        json.Forbid("is_decoder");
        var hidden = json.Count("hidden_size");
        if (json.Count("embedding_size", hidden) != hidden)
            throw json.Error("'embedding_size' must be 'hidden_size': this library has no support for another.");
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = hidden,
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 512),
            TypeVocabularySize = json.CountOrZero("type_vocab_size", 0),
            NormEpsilon = json.Positive("layer_norm_eps", 1e-7f),
            Activation = json.ActivationOf("hidden_act", "gelu"),
            Embeddings = new EmbeddingConfig { Positions = json.Flag("position_biased_input", true) ? new PositionConfig(PositionSource.Index) : PositionConfig.None },
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        return config;
    }

    /// <summary>Attention to distances, without what the versions have of their own; null where the model has none.</summary>
    /// <param name="json">The configuration.</param>
    /// <param name="config">What <see cref="Read"/> made of it.</param>
    public static DisentangledConfig? ReadDistances(ConfigReader json, EncoderConfig config)
    {
        if (!json.Flag("relative_attention", false))
            return null;
        var terms = DisentangledTerms.None;
        foreach (var name in json.TextsOrJoined("pos_att_type"))
        {
            terms |= name switch
            {
                "c2p" => DisentangledTerms.ContentToPosition,
                "p2c" => DisentangledTerms.PositionToContent,
                _ => throw json.Error($"'pos_att_type' has '{name}'; supported: c2p, p2c."),
            };
        }
        return new DisentangledConfig { Terms = terms, Span = json.CountIfSet("max_relative_positions") ?? config.MaximumPositions };
    }

    /// <summary>Writes what both methods read.</summary>
    public static void Write(Utf8JsonWriter json, EncoderConfig config)
    {
        Bert.WriteConfig(json, config);
        json.WriteBoolean("position_biased_input", config.Embeddings.Positions.Source != PositionSource.None);
        json.WriteBoolean("relative_attention", config.Attention.Disentangled is not null);
        if (config.Attention.Disentangled is not { } distances)
            return;
        json.WriteNumber("max_relative_positions", distances.Buckets?.MaximumDistance ?? distances.Span);
        json.WriteStartArray("pos_att_type");
        if (distances.Terms.HasFlag(DisentangledTerms.ContentToPosition))
            json.WriteStringValue("c2p");
        if (distances.Terms.HasFlag(DisentangledTerms.PositionToContent))
            json.WriteStringValue("p2c");
        json.WriteEndArray();
    }

    /// <summary>The heads of a version whose classes begin with <paramref name="className"/>.</summary>
    public static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json, string className) =>
    [
        new(Objective.MaskedLanguageModel, className + "ForMaskedLM")
        {
            Dense = "cls.predictions.transform.dense",
            Norm = "cls.predictions.transform.LayerNorm",
            Output = "cls.predictions.decoder",
            OutputBias = "cls.predictions.bias",
            SharesWords = json.Flag("tie_word_embeddings", true),
        },
        new(Objective.SequenceClassification, className + "ForSequenceClassification")
        {
            Input = HeadInput.First,
            Dense = "pooler.dense",
            Activation = json.ActivationOf("pooler_hidden_act", "gelu"),
            Output = "classifier",
            Size = json.LabelCount(),
        },
        new(Objective.TokenClassification, className + "ForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.MultipleChoice, className + "ForMultipleChoice")
        {
            Input = HeadInput.First,
            Dense = "pooler.dense",
            Activation = json.ActivationOf("pooler_hidden_act", "gelu"),
            Output = "classifier",
            Size = 1,
        },
        new(Objective.QuestionAnswering, className + "ForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

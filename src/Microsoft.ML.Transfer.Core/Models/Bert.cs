using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Models;

/// <summary>BERT (Devlin et al., 2019): learned absolute positions, two token types, normalisation after each residual sum.</summary>
internal static class Bert
{
    public static ModelFamily Family { get; } = new("bert", ReadConfig, WriteConfig, new WeightNames(
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
    });

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Require("position_embedding_type", "absolute", "absolute");
        json.Forbid("is_decoder");
        var config = new EncoderConfig
        {
            ModelType = "bert",
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 512),
            TypeVocabularySize = json.Count("type_vocab_size", 2),
            NormEpsilon = json.Positive("layer_norm_eps", 1e-12f),
            Activation = json.ActivationOf("hidden_act", "gelu"),
        };
        return config.HiddenSize % config.HeadCount == 0
            ? config
            : throw json.Error($"'hidden_size' {config.HiddenSize} is no multiple of 'num_attention_heads' {config.HeadCount}.");
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
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
}

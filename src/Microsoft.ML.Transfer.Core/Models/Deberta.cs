using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Models;

/// <summary>DeBERTa (He et al., 2021): attention to contents and to distances, with projections of distances in each layer.</summary>
internal static class Deberta
{
    public static ModelFamily Family { get; } = new("deberta", ReadConfig, WriteConfig, Names) { Heads = json => DebertaJson.ReadHeads(json, "Deberta") };

    private static WeightNames Names(EncoderConfig config)
    {
        const string Attention = "encoder.layer.{i}.attention.self.";
        return Bert.Names.Without("layers/{i}/attention/query", "layers/{i}/attention/key", "layers/{i}/attention/value", "pooler").With(
        [
            new WeightRule("layers/{i}/attention/query", Attention + "in_proj", TensorLayout.PartOfEachHead(config.HeadCount, 3, 0)),
            new WeightRule("layers/{i}/attention/key", Attention + "in_proj", TensorLayout.PartOfEachHead(config.HeadCount, 3, 1)),
            new WeightRule("layers/{i}/attention/value", Attention + "in_proj", TensorLayout.PartOfEachHead(config.HeadCount, 3, 2)),
            ("layers/{i}/attention/query/bias", Attention + "q_bias"),
            ("layers/{i}/attention/value/bias", Attention + "v_bias"),
            ("layers/{i}/attention/relative_key", Attention + "pos_proj"),
            ("layers/{i}/attention/relative_query", Attention + "pos_q_proj"),
            ("layers/{i}/attention/score_mix", Attention + "head_logits_proj"),
            ("layers/{i}/attention/weight_mix", Attention + "head_weights_proj"),
            ("distances/weight", "encoder.rel_embeddings.weight"),
        ])
        .ForPrefix("deberta.", "cls.", "lm_predictions.", "mask_predictions.", "pooler.", "classifier.", "qa_outputs.", "embeddings.position_ids", "embeddings.position_embeddings.");
    }

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = DebertaJson.Read(json);
        var distances = DebertaJson.ReadDistances(json, config) ?? throw json.Error("'relative_attention' must be true: this library has no support for DeBERTa without it.");
        return config with
        {
            Attention = new AttentionConfig
            {
                Biases = AttentionBiases.Query | AttentionBiases.Value | AttentionBiases.Output,
                Disentangled = distances with { RelativeKeyHasBias = false, MixesHeads = json.Flag("talking_head", false) },
            },
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        DebertaJson.Write(json, config);
        json.WriteBoolean("talking_head", config.Attention.Disentangled!.MixesHeads);
    }
}

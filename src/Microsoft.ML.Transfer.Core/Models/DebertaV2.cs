using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// DeBERTa v2 and v3 (He et al., 2021, 2023): distances in logarithmic buckets, projected like contents, and in some sizes a convolution beside
/// the first layer.
/// </summary>
internal static class DebertaV2
{
    public static ModelFamily Family { get; } = new("deberta-v2", ReadConfig, WriteConfig, Names) { Heads = json => DebertaJson.ReadHeads(json, "DebertaV2") };

    private static WeightNames Names(EncoderConfig config)
    {
        const string Attention = "encoder.layer.{i}.attention.self.";
        var kernel = config.Attention.Disentangled?.Convolution?.KernelSize ?? 0;
        return Bert.Names.Without("layers/{i}/attention/query", "layers/{i}/attention/key", "layers/{i}/attention/value", "pooler").With(
        [
            ("layers/{i}/attention/query", Attention + "query_proj"),
            ("layers/{i}/attention/key", Attention + "key_proj"),
            ("layers/{i}/attention/value", Attention + "value_proj"),
            ("layers/{i}/attention/relative_key", Attention + "pos_key_proj"),
            ("layers/{i}/attention/relative_query", Attention + "pos_query_proj"),
            ("distances/weight", "encoder.rel_embeddings.weight"),
            ("distances/norm", "encoder.LayerNorm"),
            ("layers/convolution/norm", "encoder.conv.LayerNorm"),
            ("layers/convolution/kernel/{i}/bias", "encoder.conv.conv.bias"),
            .. Enumerable.Range(0, kernel).Select(k => new WeightRule(FormattableString.Invariant($"layers/convolution/kernel/{k}/weight"), "encoder.conv.conv.weight", TensorLayout.KernelSlice(kernel, k))),
        ])
        .ForPrefix("deberta.", "cls.", "lm_predictions.", "mask_predictions.", "pooler.", "classifier.", "qa_outputs.", "embeddings.position_ids", "embeddings.position_embeddings.");
    }

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        json.Require("norm_rel_ebd", "none", "none", "layer_norm");
        if (json.Count("conv_groups", 1) != 1)
            throw json.Error("'conv_groups' must be 1: this library has no support for another.");
        var config = DebertaJson.Read(json);
        if (DebertaJson.ReadDistances(json, config) is not { } distances)
            throw json.Error("'relative_attention' must be true: this library has no support for DeBERTa without it.");
        var kernel = json.CountIfSet("conv_kernel_size");
        if (kernel % 2 == 0)
            throw json.Error($"'conv_kernel_size' is {kernel}; expected an odd number.");
        var buckets = json.CountIfSet("position_buckets");
        if (buckets < 4 || distances.Span - 1 <= buckets / 2)
            throw json.Error($"'position_buckets' {buckets} must be at least 4, and half of it less than the {distances.Span} relative positions.");
        return config with
        {
            Attention = new AttentionConfig
            {
                Disentangled = distances with
                {
                    Span = buckets ?? distances.Span,
                    Buckets = buckets is null ? null : new LogarithmicBuckets(buckets.Value, distances.Span),
                    SharesProjections = json.Flag("share_att_key", false),
                    NormalizesTable = json.Text("norm_rel_ebd", "none").Equals("layer_norm", StringComparison.Ordinal),
                    Convolution = kernel is null ? null : new ConvolutionConfig(kernel.Value, json.ActivationOf("conv_act", "tanh")),
                },
            },
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        var distances = config.Attention.Disentangled!;
        DebertaJson.Write(json, config);
        json.WriteNumber("position_buckets", distances.Buckets?.Count ?? -1);
        json.WriteBoolean("share_att_key", distances.SharesProjections);
        json.WriteString("norm_rel_ebd", distances.NormalizesTable ? "layer_norm" : "none");
        if (distances.Convolution is not { } convolution)
            return;
        json.WriteNumber("conv_kernel_size", convolution.KernelSize);
        json.WriteString("conv_act", ConfigReader.NameOf(convolution.Activation));
    }
}

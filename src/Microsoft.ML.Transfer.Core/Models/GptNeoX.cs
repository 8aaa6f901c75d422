using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Models;

/// <summary>GPT-NeoX (Black et al., 2022) and Pythia: rotary positions on a part of each head, both branches of a layer side by side.</summary>
internal static class GptNeoX
{
    public static ModelFamily Family { get; } = new("gpt_neox", ReadConfig, WriteConfig, Names) { Heads = ReadHeads };

    private static WeightNames Names(EncoderConfig config)
    {
        const string Fused = "layers.{i}.attention.query_key_value";
        return new(
        [
            ("embeddings/word", "embed_in"),
            new WeightRule("layers/{i}/attention/query", Fused, TensorLayout.PartOfEachHead(config.HeadCount, 3, 0)),
            new WeightRule("layers/{i}/attention/key", Fused, TensorLayout.PartOfEachHead(config.HeadCount, 3, 1)),
            new WeightRule("layers/{i}/attention/value", Fused, TensorLayout.PartOfEachHead(config.HeadCount, 3, 2)),
            ("layers/{i}/attention/output", "layers.{i}.attention.dense"),
            ("layers/{i}/attention/norm", "layers.{i}.input_layernorm"),
            ("layers/{i}/feed_forward/up", "layers.{i}.mlp.dense_h_to_4h"),
            ("layers/{i}/feed_forward/down", "layers.{i}.mlp.dense_4h_to_h"),
            ("layers/{i}/feed_forward/norm", "layers.{i}.post_attention_layernorm"),
            ("norm", "final_layer_norm"),
        ])
        {
            Prefix = "gpt_neox.",
            Ignored =
            [
                "embed_out.", "score.", "classifier.", "qa_outputs.",
                "layers.{i}.attention.bias", "layers.{i}.attention.masked_bias", "layers.{i}.attention.rotary_emb.",
            ],
        };
    }

    private static EncoderConfig ReadConfig(ConfigReader json)
    {
        var config = new EncoderConfig
        {
            ModelType = json.Text("model_type"),
            VocabularySize = json.Count("vocab_size"),
            HiddenSize = json.Count("hidden_size"),
            LayerCount = json.Count("num_hidden_layers"),
            HeadCount = json.Count("num_attention_heads"),
            IntermediateSize = json.Count("intermediate_size"),
            MaximumPositions = json.Count("max_position_embeddings", 2048),
            TypeVocabularySize = 0,
            NormEpsilon = json.Positive("layer_norm_eps", 1e-5f),
            Activation = json.ActivationOf("hidden_act", "gelu"),
            Embeddings = new EmbeddingConfig { HasNorm = false, Positions = PositionConfig.None },
            Norm = new NormConfig
            {
                Placement = json.Flag("use_parallel_residual", true) ? NormPlacement.BeforeParallelBranches : NormPlacement.BeforeBranch,
                IsFinal = true,
            },
        };
        json.CheckHeads(config, "hidden_size", "num_attention_heads");
        return config with
        {
            Attention = new AttentionConfig
            {
                IsCausal = true,
                Biases = json.Flag("attention_bias", true) ? AttentionBiases.All : AttentionBiases.None,
                Rotary = RotaryJson.Read(json, (int)(config.HeadSize * json.Positive("rotary_pct", 0.25f)), "rotary_emb_base"),
            },
        };
    }

    private static void WriteConfig(Utf8JsonWriter json, EncoderConfig config)
    {
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaximumPositions);
        json.WriteNumber("layer_norm_eps", config.NormEpsilon);
        json.WriteString("hidden_act", ConfigReader.NameOf(config.Activation));
        json.WriteBoolean("use_parallel_residual", config.Norm.Placement == NormPlacement.BeforeParallelBranches);
        json.WriteBoolean("attention_bias", config.Attention.Biases == AttentionBiases.All);
        json.WriteNumber("rotary_pct", (double)config.Attention.Rotary!.Dimensions / config.HeadSize);
        RotaryJson.Write(json, config.Attention.Rotary, "rotary_emb_base");
    }

    private static IReadOnlyList<HeadDefinition> ReadHeads(ConfigReader json) =>
    [
        new(Objective.CausalLanguageModel, "GPTNeoXForCausalLM") { Output = "embed_out", HasBias = false, SharesWords = json.Flag("tie_word_embeddings", false) },
        new(Objective.SequenceClassification, "GPTNeoXForSequenceClassification") { Input = HeadInput.Last, Output = "score", HasBias = false, Size = json.LabelCount() },
        new(Objective.TokenClassification, "GPTNeoXForTokenClassification") { Output = "classifier", Size = json.LabelCount() },
        new(Objective.QuestionAnswering, "GPTNeoXForQuestionAnswering") { Output = "qa_outputs", Size = 2 },
    ];
}

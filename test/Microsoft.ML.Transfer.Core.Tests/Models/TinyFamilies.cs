using System.Text.Json;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>A tiny architecture of each family, and of each variant of a family that computes something else.</summary>
internal static class TinyFamilies
{
    private const string Bert = """ "vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24, "max_position_embeddings": 20 """;
    private const string Deeper = """ "vocab_size": 40, "hidden_size": 16, "num_attention_heads": 4, "intermediate_size": 24, "max_position_embeddings": 20 """;
    private const string Longer = """ "vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24, "max_position_embeddings": 22 """;
    private const string T5 = """ "vocab_size": 40, "d_model": 16, "d_kv": 6, "num_layers": 2, "num_heads": 4, "d_ff": 24, "relative_attention_num_buckets": 8, "relative_attention_max_distance": 20 """;
    private const string Opt = """ "vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 24, "max_position_embeddings": 20 """;

    /// <summary>The members of each configuration, by a name of its own.</summary>
    public static IReadOnlyDictionary<string, string> Configurations { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["albert"] = $$"""{"model_type": "albert", {{Bert}}, "embedding_size": 8}""",
        ["albert-groups"] = $$"""{"model_type": "albert", {{Deeper}}, "num_hidden_layers": 4, "embedding_size": 8, "num_hidden_groups": 2, "inner_group_num": 2}""",
        ["bart"] = """{"model_type": "bart", "vocab_size": 40, "d_model": 16, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 2, "encoder_ffn_dim": 24, "decoder_ffn_dim": 20, "max_position_embeddings": 20, "scale_embedding": true}""",
        ["bert"] = $$"""{"model_type": "bert", {{Bert}} }""",
        ["deberta"] = $$"""{"model_type": "deberta", {{Bert}}, "relative_attention": true, "pos_att_type": "c2p|p2c", "position_biased_input": false}""",
        ["deberta-talking"] = $$"""{"model_type": "deberta", {{Bert}}, "relative_attention": true, "pos_att_type": ["c2p"], "max_relative_positions": 4, "talking_head": true, "type_vocab_size": 2}""",
        ["deberta-v2-conv"] = $$"""{"model_type": "deberta-v2", {{Bert}}, "relative_attention": true, "pos_att_type": ["p2c", "c2p"], "position_buckets": 4, "share_att_key": true, "norm_rel_ebd": "layer_norm", "conv_kernel_size": 3, "position_biased_input": false}""",
        ["deberta-v2-unshared"] = $$"""{"model_type": "deberta-v2", {{Bert}}, "relative_attention": true, "pos_att_type": ["p2c", "c2p"], "max_relative_positions": 5}""",
        ["distilbert"] = """{"model_type": "distilbert", "vocab_size": 40, "dim": 16, "n_layers": 2, "n_heads": 4, "hidden_dim": 24, "max_position_embeddings": 20}""",
        ["electra"] = $$"""{"model_type": "electra", {{Bert}}, "embedding_size": 8}""",
        ["gpt2"] = """{"model_type": "gpt2", "vocab_size": 40, "n_embd": 16, "n_layer": 2, "n_head": 4, "n_positions": 20, "scale_attn_by_inverse_layer_idx": true}""",
        ["gpt-neox"] = $$"""{"model_type": "gpt_neox", {{Bert}}, "rotary_pct": 0.5}""",
        ["gpt-neox-sequential"] = $$"""{"model_type": "gpt_neox", {{Bert}}, "rotary_pct": 0.5, "use_parallel_residual": false}""",
        ["llama"] = $$"""{"model_type": "llama", {{Bert}}, "num_key_value_heads": 2, "attention_bias": true, "rope_scaling": {"rope_type": "llama3", "factor": 4, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 10} }""",
        ["llama-head-dim"] = $$"""{"model_type": "llama", {{Bert}}, "head_dim": 6, "mlp_bias": true, "rope_scaling": {"type": "linear", "factor": 2} }""",
        ["mistral"] = $$"""{"model_type": "mistral", {{Bert}}, "num_key_value_heads": 2, "sliding_window": 3}""",
        ["modernbert"] = $$"""{"model_type": "modernbert", {{Deeper}}, "num_hidden_layers": 3, "global_attn_every_n_layers": 2, "local_attention": 4}""",
        ["modernbert-bias"] = $$"""{"model_type": "modernbert", {{Bert}}, "attention_bias": true, "mlp_bias": true, "norm_bias": true}""",
        ["mpnet"] = $$"""{"model_type": "mpnet", {{Bert}} }""",
        ["opt"] = $$"""{"model_type": "opt", {{Opt}} }""",
        ["opt-post-norm"] = $$"""{"model_type": "opt", {{Opt}}, "do_layer_norm_before": false, "word_embed_proj_dim": 8, "enable_bias": false}""",
        ["qwen2"] = $$"""{"model_type": "qwen2", {{Bert}}, "num_key_value_heads": 1, "rope_theta": 1000000}""",
        ["roberta"] = $$"""{"model_type": "roberta", {{Longer}}, "type_vocab_size": 1}""",
        ["t5"] = $$"""{"model_type": "t5", {{T5}} }""",
        ["t5-gated"] = $$"""{"model_type": "t5", {{T5}}, "feed_forward_proj": "gated-gelu"}""",
        ["xlm-roberta"] = $$"""{"model_type": "xlm-roberta", {{Longer}}, "type_vocab_size": 1}""",
    };

    /// <summary>The names, as rows of a test.</summary>
    public static IEnumerable<object[]> Names => Configurations.Keys.Order(StringComparer.Ordinal).Select(name => new object[] { name });

    /// <summary>Reads a configuration as that of a checkpoint.</summary>
    public static EncoderConfig Read(string json, out ModelFamily family)
    {
        using var document = JsonDocument.Parse(json);
        family = ModelFamilies.Of(document.RootElement, "config.json");
        return family.ReadConfig(new ConfigReader(document.RootElement, "config.json"));
    }

    /// <summary>Sequences of 1 to 9 tokens, with an id that some families take for padding among them.</summary>
    public static IReadOnlyList<int[]> Sequences { get; } = [[2, 17, 5, 1, 9, 33, 8, 39, 3], [7], [2, 20, 21, 22, 3]];

    /// <summary>Packs sequences.</summary>
    public static TokenBatch Pack(params IEnumerable<int[]> sequences)
    {
        var builder = new TokenBatchBuilder();
        foreach (var ids in sequences)
            builder.Add(ids);
        return builder.Build();
    }
}

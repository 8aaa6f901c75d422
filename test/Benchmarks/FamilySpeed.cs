using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// Sentences a second of each family relative to BERT of the same shape: 6 layers × 384, 12 heads, 32 sentences of 32 tokens at once, one thread,
/// the best of several passes; and what a batch leaves to the garbage collector.
/// </summary>
internal static class FamilySpeed
{
    private const int Sentences = 32;
    private const int Tokens = 32;
    private const int Passes = 7;
    private const string Names = "\"vocab_size\": 1000, \"hidden_size\": 384, \"num_hidden_layers\": 6, \"num_attention_heads\": 12, \"intermediate_size\": 1536, \"max_position_embeddings\": 130";

    private static readonly (string Name, string Json)[] Models =
    [
        ("bert", $$"""{"model_type": "bert", {{Names}} }"""),
        ("roberta", $$"""{"model_type": "roberta", {{Names}} }"""),
        ("distilbert", """{"model_type": "distilbert", "vocab_size": 1000, "dim": 384, "n_layers": 6, "n_heads": 12, "hidden_dim": 1536, "max_position_embeddings": 130}"""),
        ("albert", $$"""{"model_type": "albert", {{Names}} }"""),
        ("electra", $$"""{"model_type": "electra", {{Names}} }"""),
        ("mpnet", $$"""{"model_type": "mpnet", {{Names}} }"""),
        ("deberta", $$"""{"model_type": "deberta", {{Names}}, "relative_attention": true, "pos_att_type": ["c2p", "p2c"], "position_biased_input": false}"""),
        ("deberta-v2 (v3)", $$"""{"model_type": "deberta-v2", {{Names}}, "relative_attention": true, "pos_att_type": ["c2p", "p2c"], "position_biased_input": false, "position_buckets": 64, "share_att_key": true, "norm_rel_ebd": "layer_norm"}"""),
        ("modernbert", $$"""{"model_type": "modernbert", {{Names}}, "local_attention": 16}"""),
        ("gpt2", """{"model_type": "gpt2", "vocab_size": 1000, "n_embd": 384, "n_layer": 6, "n_head": 12, "n_positions": 130}"""),
        ("gpt_neox", $$"""{"model_type": "gpt_neox", {{Names}} }"""),
        ("opt", """{"model_type": "opt", "vocab_size": 1000, "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "ffn_dim": 1536, "max_position_embeddings": 130}"""),
        ("llama", $$"""{"model_type": "llama", {{Names}} }"""),
        ("mistral", $$"""{"model_type": "mistral", {{Names}}, "num_key_value_heads": 4, "sliding_window": 16}"""),
        ("qwen2", $$"""{"model_type": "qwen2", {{Names}}, "num_key_value_heads": 4}"""),
        ("t5 (encoder, gated)", """{"model_type": "t5", "vocab_size": 1000, "d_model": 384, "d_kv": 32, "num_layers": 6, "num_heads": 12, "d_ff": 1536, "feed_forward_proj": "gated-gelu"}"""),
        ("bart (encoder)", """{"model_type": "bart", "vocab_size": 1000, "d_model": 384, "encoder_layers": 6, "encoder_attention_heads": 12, "encoder_ffn_dim": 1536, "max_position_embeddings": 130}"""),
    ];

    public static void Print(TextWriter output)
    {
        var bert = 0.0;
        output.WriteLine("| model | sentences/s | relative to bert | bytes of garbage a batch |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, json) in Models)
        {
            var (speed, garbage) = Measure(json);
            bert = bert == 0 ? speed : bert;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {speed:F0} | {speed / bert:F2} | {garbage} |"));
        }
    }

    private static (double SentencesPerSecond, long Garbage) Measure(string json)
    {
        using var document = JsonDocument.Parse(json);
        var config = ModelFamilies.Of(document.RootElement, "benchmark").ReadConfig(new ConfigReader(document.RootElement, "benchmark"));
        using var encoder = Encoder.Create(config, new SeededParameters(1));
        var builder = new TokenBatchBuilder();
        for (var i = 0; i < Sentences; i++)
            builder.Add([.. Enumerable.Range(0, Tokens).Select(t => 2 + (i * 31 + t * 17) % 900)]);
        var batch = builder.Build();
        var layers = new HashSet<int> { config.LayerCount };
        var (best, garbage) = (double.MaxValue, 0L);
        for (var pass = 0; pass < Passes; pass++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            encoder.Forward(batch, layers, threads: 1).Dispose();
            (best, garbage) = (Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds), GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return (Sentences / best, garbage);
    }
}

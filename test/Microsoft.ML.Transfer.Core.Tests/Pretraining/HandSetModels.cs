using System.Text.Json;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>
/// Models of two dimensions whose scores can be computed by hand. Words are the corners of a square, s = (−1, −1), a = (1, 1), b = (1, −1), c = (−1, 1). Attention weighs all that it sees the same,
/// as queries and keys are 0, and gives back the mean of it; feed-forward layers add nothing.
/// </summary>
internal static class HandSetModels
{
    public const int S = 0;
    public const int A = 1;
    public const int B = 2;
    public const int C = 3;

    public static PretrainedModel Llama() => Create("""
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "tie_word_embeddings": true, "vocab_size": 4, "hidden_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1,
         "intermediate_size": 2, "max_position_embeddings": 9, "rms_norm_eps": 1e-30}
        """);

    /// <summary>Attention within the encoder adds nothing.</summary>
    public static PretrainedModel T5() => Create("""
        {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 4, "d_model": 2, "d_kv": 2, "num_layers": 1, "num_heads": 1, "d_ff": 2, "layer_norm_epsilon": 1e-30,
         "relative_attention_num_buckets": 4, "relative_attention_max_distance": 8}
        """);

    private static PretrainedModel Create(string config)
    {
        using var document = JsonDocument.Parse(config);
        var family = ModelFamilies.Of(document.RootElement, "config.json");
        var json = new ConfigReader(document.RootElement, "config.json");
        var heads = family.Heads(json).Where(head => head.Objective == Objective.CausalLanguageModel).ToList();
        return PretrainedModel.Create(family, family.ReadConfig(json), heads, new Parameters(family.ReadDecoder is not null), readDecoder: family.ReadDecoder is { } read ? () => read(json) : null);
    }

    private sealed class Parameters(bool hasDecoder) : IParameterSource
    {
        public bool Contains(ParameterPath path) => true;

        public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
        {
            destination.Clear();
            var name = path.Value;
            if (initialization == Initialization.Ones)
                destination.Fill(1);
            else if (name.EndsWith("word/weight", StringComparison.Ordinal))
                new float[] { -1, -1, 1, 1, 1, -1, -1, 1 }.CopyTo(destination);
            else if ((!hasDecoder || name.StartsWith("decoder/", StringComparison.Ordinal)) && (name.EndsWith("/value/weight", StringComparison.Ordinal) || name.EndsWith("/output/weight", StringComparison.Ordinal)))
                (destination[0], destination[3]) = (1, 1);
        }

        public void Complete()
        {
        }
    }
}

using System.Globalization;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.TestSupport;

/// <summary>
/// A BERT of 2 layers × 16 with random weights from a seed, in the layout of a checkpoint folder, deleted when disposed: real enough for
/// everything that does not look at quality.
/// </summary>
public sealed class TinyModel : IDisposable
{
    private const int Hidden = 16;
    private const int Intermediate = 24;

    private static readonly string[] Words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "a", "cat", "dog", "sat", "on", "mat", "ran", "fast", "and", "it", "was", "good", "bad", "very",
        "not", "##s", "##ed", "##ing", ".", ",", "!", "?", "-", "'", .. Enumerable.Range('a', 26).SelectMany(c => new[] { ((char)c).ToString(), "##" + (char)c }),
        .. Enumerable.Range('0', 10).SelectMany(c => new[] { ((char)c).ToString(), "##" + (char)c }),
    ];

    /// <summary>Writes the model.</summary>
    /// <param name="layers">The number of layers.</param>
    /// <param name="maximumPositions">The longest sequence.</param>
    /// <param name="seed">The seed of the weights.</param>
    public TinyModel(int layers = 2, int maximumPositions = 32, ulong seed = 5)
    {
        Folder = Directory.CreateTempSubdirectory("tiny-model-").FullName;
        var vocabulary = Words.Distinct(StringComparer.Ordinal).ToArray();
        File.WriteAllLines(Path.Combine(Folder, "vocab.txt"), vocabulary);
        File.WriteAllText(Path.Combine(Folder, "tokenizer_config.json"), """{"do_lower_case": true, "tokenizer_class": "BertTokenizer"}""");
        File.WriteAllText(Path.Combine(Folder, "config.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"model_type": "bert", "vocab_size": {{vocabulary.Length}}, "hidden_size": {{Hidden}}, "num_hidden_layers": {{layers}}, "num_attention_heads": 4,
             "intermediate_size": {{Intermediate}}, "max_position_embeddings": {{maximumPositions}}, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
            """));
        SafetensorsWriter.Save(Path.Combine(Folder, "model.safetensors"), [.. Shapes(layers, vocabulary.Length, maximumPositions).Select(tensor => Fill(tensor.Name, tensor.Shape, seed))]);
    }

    /// <summary>Where the model stands.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<(string Name, long[] Shape)> Shapes(int layers, int vocabulary, int positions)
    {
        yield return ("embeddings.word_embeddings.weight", [vocabulary, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [positions, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
        foreach (var norm in Norm("embeddings.LayerNorm"))
            yield return norm;
        for (var i = 0; i < layers; i++)
        {
            var layer = string.Create(CultureInfo.InvariantCulture, $"encoder.layer.{i}.");
            (string Name, int Outputs, int Inputs)[] linears =
            [
                ("attention.self.query", Hidden, Hidden), ("attention.self.key", Hidden, Hidden), ("attention.self.value", Hidden, Hidden),
                ("attention.output.dense", Hidden, Hidden), ("intermediate.dense", Intermediate, Hidden), ("output.dense", Hidden, Intermediate),
            ];
            foreach (var (name, outputs, inputs) in linears)
            {
                yield return ($"{layer}{name}.weight", [outputs, inputs]);
                yield return ($"{layer}{name}.bias", [outputs]);
            }
            foreach (var norm in Norm(layer + "attention.output.LayerNorm").Concat(Norm(layer + "output.LayerNorm")))
                yield return norm;
        }
    }

    private static (string Name, long[] Shape)[] Norm(string name) => [($"{name}.weight", [Hidden]), ($"{name}.bias", [Hidden])];

    private static SafetensorsTensor Fill(string name, long[] shape, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.StreamOf(name));
        var center = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1.0 : 0.0;
        var values = new float[shape.Aggregate(1L, (product, n) => product * n)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(center + 0.2 * random.Normal((ulong)i));
        return SafetensorsTensor.FromFloat32(name, shape, values);
    }
}

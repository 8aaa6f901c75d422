using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.TestSupport;

/// <summary>The encoder of <see cref="TinyModel"/> with the head of a masked language model, in the layout of a checkpoint folder, deleted when disposed.</summary>
public sealed class TinyMaskedModel : IDisposable
{
    private readonly TinyModel _encoder;

    /// <summary>Writes the model.</summary>
    /// <param name="logits">The score that each token gets in every place of every text, 0 for those left out; where null, scores depend on the text, by weights from the seed.</param>
    /// <param name="maximumPositions">The longest sequence.</param>
    /// <param name="seed">The seed of the weights.</param>
    public TinyMaskedModel(IReadOnlyDictionary<string, float>? logits = null, int maximumPositions = 32, ulong seed = 5)
    {
        _encoder = new TinyModel(maximumPositions: maximumPositions, seed: seed);
        Vocabulary = File.ReadAllLines(Path.Combine(Folder, "vocab.txt"));
        var config = Path.Combine(Folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).TrimEnd().TrimEnd('}') + ", \"architectures\": [\"BertForMaskedLM\"]}");
        var weights = Path.Combine(Folder, "model.safetensors");
        var tensors = new List<SafetensorsTensor>();
        using (var file = SafetensorsFile.Open(weights))
        {
            foreach (var entry in file.Entries)
            {
                var values = new float[entry.ElementCount];
                file.ReadFloat32(entry, values);
                tensors.Add(SafetensorsTensor.FromFloat32("bert." + entry.Name, entry.Shape.AsSpan(), values));
            }
        }
        const int hidden = 16;
        // Without a norm the words are multiplied by nothing, and the bias is all that is left.
        var scale = logits is null ? 1f : 0f;
        tensors.Add(Random("cls.predictions.transform.dense.weight", [hidden, hidden], 0.5f * scale, 0f, seed));
        tensors.Add(Random("cls.predictions.transform.dense.bias", [hidden], 0.5f * scale, 0f, seed));
        tensors.Add(Random("cls.predictions.transform.LayerNorm.weight", [hidden], 0.5f * scale, 2f * scale, seed));
        tensors.Add(Random("cls.predictions.transform.LayerNorm.bias", [hidden], 0.5f * scale, 0f, seed));
        tensors.Add(SafetensorsTensor.FromFloat32("cls.predictions.bias", [Vocabulary.Count], [.. Vocabulary.Select(token => logits is not null && logits.TryGetValue(token, out var logit) ? logit : 0f)]));
        SafetensorsWriter.Save(weights, tensors);
    }

    /// <summary>Where the model stands.</summary>
    public string Folder => _encoder.Folder;

    /// <summary>The tokens in the order of their ids.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private static SafetensorsTensor Random(string name, long[] shape, float scale, float center, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.StreamOf(name));
        var values = new float[shape.Aggregate(1L, (product, n) => product * n)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(center + scale * random.Normal((ulong)i));
        return SafetensorsTensor.FromFloat32(name, shape, values);
    }
}

using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>A folder with an encoder of the same shape and vocabulary whose weights are those that BERT begins with: normal with deviation 0.02, biases 0, gains 1.</summary>
internal sealed class RandomStart : IDisposable
{
    private const string Weights = "model.safetensors";
    private const double Deviation = 0.02;

    public RandomStart(string model, ulong seed)
    {
        Folder = Directory.CreateTempSubdirectory("random-encoder-").FullName;
        foreach (var name in Directory.EnumerateFiles(model, "*.json").Select(Path.GetFileName))
            File.Copy(Path.Combine(model, name!), Path.Combine(Folder, name!));
        using var file = SafetensorsFile.Open(Path.Combine(model, Weights));
        SafetensorsWriter.Save(Path.Combine(Folder, Weights), [.. file.Entries.Select(entry => Draw(entry, seed))]);
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static SafetensorsTensor Draw(SafetensorsEntry entry, ulong seed)
    {
        var values = new float[entry.Shape.Aggregate(1L, (count, size) => count * size)];
        var random = new CounterRandom(seed, CounterRandom.StreamOf(entry.Name));
        if (entry.Shape.Length > 1)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(Deviation * random.Normal((ulong)i));
        }
        else if (entry.Name.EndsWith("LayerNorm.weight", StringComparison.Ordinal))
        {
            Array.Fill(values, 1f);
        }
        return SafetensorsTensor.FromFloat32(entry.Name, entry.Shape.AsSpan(), values);
    }
}

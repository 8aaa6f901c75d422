using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints.Torch;

/// <summary>Opens and reads checkpoints for assertions.</summary>
internal static class TorchFiles
{
    public static float[] Read(this CheckpointWeights weights, string name)
    {
        Assert.IsTrue(weights.TryGetShape(name, out var shape), $"no tensor {name}");
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        weights.ReadFloat32(name, values);
        return values;
    }

    public static float[] Read(byte[] file, string tensor)
    {
        using var folder = new TemporaryFolder();
        using var weights = CheckpointWeights.OpenFile(folder.Write("pytorch_model.bin", file));
        return weights.Read(tensor);
    }

    /// <summary>Asserts that the file is refused, and returns the message without the path.</summary>
    public static string Refusal(byte[] file)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("pytorch_model.bin", file);
        var message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointWeights.OpenFile(path).Dispose()).Message;
        Assert.StartsWith(path + ": ", message);
        return message[(path.Length + 2)..];
    }
}

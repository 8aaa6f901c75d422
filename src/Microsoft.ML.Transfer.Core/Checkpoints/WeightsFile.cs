using System.Collections.Immutable;
using Microsoft.ML.Transfer.Checkpoints.Torch;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>One open file of weights, in whatever container.</summary>
internal abstract class WeightsFile : IDisposable
{
    /// <summary>What error messages call the file.</summary>
    public abstract string Name { get; }

    /// <summary>The names of its tensors, in the order of the file.</summary>
    public abstract IReadOnlyList<string> TensorNames { get; }

    /// <summary>Whether it holds a tensor.</summary>
    public abstract bool Contains(string tensor);

    /// <summary>The shape of a tensor it holds.</summary>
    public abstract ImmutableArray<long> Shape(string tensor);

    /// <summary>The element type of a tensor it holds.</summary>
    public abstract SafetensorsType Type(string tensor);

    /// <summary>Reads a tensor it holds, row-major, into as many floats as it has elements.</summary>
    public abstract void ReadFloat32(string tensor, Span<float> destination);

    public abstract void Dispose();

    /// <summary>Opens a file by what its first bytes say it is; one named <c>.safetensors</c> can be nothing else.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed, or of a form that is not read.</exception>
    public static WeightsFile Open(string path)
    {
        var start = new byte[24];
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0))
            Array.Resize(ref start, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));

        if (start.AsSpan().StartsWith("version https://git-lfs"u8))
            throw new InvalidDataException($"{path}: a Git LFS pointer stands in place of the weights; fetch them with 'git lfs pull'.");
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || start is [_, _, _, _, _, _, _, _, (byte)'{', ..])
            return From(SafetensorsFile.Open(path));
        if (start.AsSpan().StartsWith("PK\x03\x04"u8))
            return new TorchWeights(ByteSource.Map(path), path, isZip: true);
        if (start is [0x80, ..])
            return new TorchWeights(ByteSource.Map(path), path, isZip: false);
        throw new InvalidDataException($"{path}: neither a safetensors file nor one that torch.save wrote.");
    }

    /// <summary>Wraps an open safetensors file, which is then closed with the wrapper.</summary>
    public static WeightsFile From(SafetensorsFile file) => new SafetensorsWeights(file);

    private sealed class SafetensorsWeights(SafetensorsFile file) : WeightsFile
    {
        public override string Name => file.Name;

        public override IReadOnlyList<string> TensorNames { get; } = [.. file.Entries.Select(entry => entry.Name)];

        public override bool Contains(string tensor) => file.TryGetEntry(tensor, out _);

        public override ImmutableArray<long> Shape(string tensor) => Entry(tensor).Shape;

        public override SafetensorsType Type(string tensor) => Entry(tensor).Type;

        public override void ReadFloat32(string tensor, Span<float> destination) => file.ReadFloat32(Entry(tensor), destination);

        public override void Dispose() => file.Dispose();

        private SafetensorsEntry Entry(string tensor) =>
            file.TryGetEntry(tensor, out var entry) ? entry : throw new InvalidOperationException($"{Name} does not hold {tensor}.");
    }
}

using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>Named tensors of a checkpoint, in whichever files and format they are stored.</summary>
public interface IWeightReader
{
    /// <summary>Where the tensors come from, for messages.</summary>
    string Source { get; }

    /// <summary>The names of all tensors.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The shape of a tensor, outermost dimension first.</summary>
    bool TryGetShape(string name, out ImmutableArray<long> shape);

    /// <summary>Reads a tensor, row-major, widening 16-bit floating-point numbers.</summary>
    /// <exception cref="InvalidDataException">The tensor does not hold floating-point numbers.</exception>
    void ReadFloat32(string name, Span<float> destination);
}

using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>One tensor as a file's header describes it.</summary>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, each 0 or more; empty for a single number.</param>
/// <param name="Offset">Where it begins, in bytes from the start of the file's data (not of the file).</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, ImmutableArray<long> Shape, long Offset, long Length)
{
    /// <summary>The number of elements: the product of the shape, 1 for an empty shape.</summary>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var dimension in Shape)
                count *= dimension;
            return count;
        }
    }
}

using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>A safetensors file with one tensor, <c>embeddings</c>. <i>Shape:</i> [texts, dimension]. Its header needs the size, so all vectors are kept until the end.</summary>
internal sealed class SafetensorsVectorWriter(Stream stream, int dimension) : IVectorWriter
{
    private const string TensorName = "embeddings";

    private readonly List<float> _vectors = [];
    private long _rows;

    public void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors)
    {
        _vectors.AddRange(vectors);
        _rows += texts.Count;
    }

    public void Complete()
    {
        var values = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_vectors);
        SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloat32(TensorName, [_rows, dimension], values)]);
        stream.Flush();
    }
}

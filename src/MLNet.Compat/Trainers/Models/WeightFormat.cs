using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Writes weight vectors into a model, sparse ones as pairs, and reads them back.</summary>
internal static class WeightFormat
{
    // A sparse vector may claim any length in a few bytes.
    private const int MaximumLength = 1 << 28;

    public static void Write(BinaryWriter writer, in VBuffer<float> weights)
    {
        var indices = weights.GetIndices();
        var values = weights.GetValues();
        writer.Write(weights.Length);
        writer.Write(indices.Length);
        writer.Write(MemoryMarshal.AsBytes(indices));
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static VBuffer<float> Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        int indexCount = reader.ReadInt32();
        Contracts.CheckDecode(length is > 0 and <= MaximumLength && indexCount >= 0 && indexCount < length);
        int[] indices = reader.ReadArray<int>(indexCount);
        int previous = -1;
        foreach (int index in indices)
        {
            Contracts.CheckDecode(previous < index && index < length);
            previous = index;
        }

        int valueCount = reader.ReadInt32();
        Contracts.CheckDecode(valueCount == indexCount || (indexCount == 0 && valueCount == length));
        float[] values = reader.ReadArray<float>(valueCount);
        return new VBuffer<float>(length, valueCount, values, valueCount == length ? null : indices);
    }
}

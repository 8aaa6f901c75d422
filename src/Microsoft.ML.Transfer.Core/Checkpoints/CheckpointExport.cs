using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>Parameters as the tensors of a checkpoint, under the names and in the forms in which <see cref="CheckpointParameters"/> reads them.</summary>
internal static class CheckpointExport
{
    /// <summary>The tensors of a checkpoint, in the order of the model.</summary>
    /// <param name="parameters">The parameters by path.</param>
    /// <param name="names">Their names.</param>
    /// <param name="hasHead">Whether the names are those of a task model, in which the encoder's have a prefix.</param>
    /// <param name="isHalf">Whether numbers are rounded to half precision.</param>
    public static IReadOnlyList<SafetensorsTensor> ToTensors(IReadOnlyDictionary<ParameterPath, Tensor> parameters, WeightNames names, bool hasHead = false, bool isHalf = false)
    {
        var tensors = new OrderedDictionary<string, (long[] Shape, float[] Values)>(StringComparer.Ordinal);
        foreach (var (path, tensor) in parameters)
        {
            var name = hasHead ? names.CandidatesFor(path).First() : names.NameOf(path);
            var values = new float[tensor.Shape.Count];
            tensor.CopyTo(values);
            if (names.LayoutOf(path) is not { } layout)
            {
                tensors.Add(name, (tensor.Shape.Rank == 1 ? [tensor.Shape.Rows] : [tensor.Shape.Rows, tensor.Shape.Columns], values));
                continue;
            }
            if (!tensors.TryGetValue(name, out var fused))
            {
                var shape = layout.StoredShape(tensor.Shape);
                tensors.Add(name, fused = (shape, new float[shape.Aggregate(1L, (product, n) => product * n)]));
            }
            layout.Write(values, tensor.Shape, fused.Values);
        }
        return [.. tensors.Select(tensor => isHalf
            ? SafetensorsTensor.FromFloat16(tensor.Key, tensor.Value.Shape, tensor.Value.Values)
            : SafetensorsTensor.FromFloat32(tensor.Key, tensor.Value.Shape, tensor.Value.Values))];
    }
}

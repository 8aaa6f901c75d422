using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>A result that is a float vector, as a column.</summary>
internal static class FloatVector
{
    /// <summary>The column of the vectors.</summary>
    public static AddedColumn<float[]> Column(string name, DataViewSchema.Annotations annotations, int size) =>
        AddedColumn<float[]>.Vector(name, new VectorDataViewType(NumberDataViewType.Single, size), annotations, vector => vector);
}

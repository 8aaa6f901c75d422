using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>A column that a stage makes of the vector that it computes for each row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Annotations">What is known of its values.</param>
/// <param name="GetterOf">From what gives the vector of the present row to a <see cref="ValueGetter{TValue}"/> of the column's type.</param>
internal sealed record AddedColumn(string Name, DataViewType Type, DataViewSchema.Annotations Annotations, Func<Func<float[]>, Delegate> GetterOf)
{
    /// <summary>The vector itself.</summary>
    public static AddedColumn Vector(string name, DataViewSchema.Annotations annotations, int size) => new(
        name,
        new VectorDataViewType(NumberDataViewType.Single, size),
        annotations,
        vector => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValue.Copy(vector(), ref value)));
}

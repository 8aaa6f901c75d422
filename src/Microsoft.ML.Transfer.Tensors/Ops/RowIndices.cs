namespace Microsoft.ML.Transfer.Tensors;

/// <summary>Integers that name rows of a table.</summary>
internal static class RowIndices
{
    public static void Check(Operation operation, ReadOnlySpan<int> indices, int rows)
    {
        var outside = rows == 0 && !indices.IsEmpty ? 0 : indices.IndexOfAnyExceptInRange(0, rows - 1);
        if (outside >= 0)
            throw new ArgumentException($"{operation.Name}: index {indices[outside]} at position {outside} is outside the table's rows 0 to {rows - 1}.", nameof(indices));
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A column that a row-to-row transformer adds, bound to an input schema.</summary>
internal sealed class OutputColumn
{
    public required string Name { get; init; }

    public required DataViewType Type { get; init; }

    public DataViewSchema.Annotations Annotations { get; init; }

    /// <summary>Indices of the input columns that the values are made from.</summary>
    public required int[] Sources { get; init; }

    /// <summary>Makes a <see cref="ValueGetter{TValue}"/> over a row of the input.</summary>
    public required Func<DataViewRow, Delegate> MakeGetter { get; init; }

    /// <summary>A getter that gives the values of an input column as they are.</summary>
    public static Delegate Copy(DataViewRow row, int column) => RowCursorUtils.GetGetterAsDelegate(row, row.Schema[column]);
}

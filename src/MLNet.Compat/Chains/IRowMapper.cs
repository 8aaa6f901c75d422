namespace Microsoft.ML.Data;

/// <summary>Makes columns from the columns of the same row: a row-to-row transformer bound to a schema.</summary>
internal interface IRowMapper : ICanSaveModel
{
    /// <summary>The columns that are added.</summary>
    DataViewSchema.DetachedColumn[] GetOutputColumns();

    /// <summary>Which input columns, by index, the active added columns need.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>A getter for each active added column, null for the others; <paramref name="disposer"/> may be null.</summary>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);

    ITransformer GetTransformer();
}

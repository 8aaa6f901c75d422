using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A row mapper made of columns that are bound one by one.</summary>
internal sealed class ColumnMapper(ITransformer owner, OutputColumn[] columns) : IRowMapper
{
    /// <summary>A mapper of columns that each come from one input column, found by name.</summary>
    public static ColumnMapper OneToOne(ITransformer owner, IExceptionContext context, DataViewSchema schema,
        (string Output, string Input)[] pairs, Func<int, DataViewSchema.Column, OutputColumn> bind)
    {
        var columns = new OutputColumn[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            var source = schema.GetColumnOrNull(pairs[i].Input)
                ?? throw context.ExceptSchemaMismatch("inputSchema", "input", pairs[i].Input);
            columns[i] = bind(i, source);
        }
        return new ColumnMapper(owner, columns);
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
        Array.ConvertAll(columns, column => new DataViewSchema.DetachedColumn(column.Name, column.Type, column.Annotations));

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        var needed = new HashSet<int>();
        for (int i = 0; i < columns.Length; i++)
        {
            if (activeOutput(i))
                needed.UnionWith(columns[i].Sources);
        }
        return needed.Contains;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            if (activeOutput(i))
                getters[i] = columns[i].MakeGetter(input);
        }
        return getters;
    }

    public ITransformer GetTransformer() => owner;

    void ICanSaveModel.Save(ModelSaveContext ctx) => owner.Save(ctx);
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with one more column, made by a function of the row; for views that are never saved.</summary>
internal static class AddedColumnView
{
    public static IDataView Create(IHostEnvironment env, IDataView data, DataViewSchema.DetachedColumn column,
        IEnumerable<DataViewSchema.Column> inputs, Func<DataViewRow, Delegate> makeGetter)
        => new RowToRowMapperTransform(env, data, new Mapper(env, column, inputs, makeGetter));

    private sealed class Mapper : IRowMapper
    {
        private readonly IHostEnvironment _env;
        private readonly DataViewSchema.DetachedColumn _column;
        private readonly HashSet<int> _inputs;
        private readonly Func<DataViewRow, Delegate> _makeGetter;

        public Mapper(IHostEnvironment env, DataViewSchema.DetachedColumn column, IEnumerable<DataViewSchema.Column> inputs, Func<DataViewRow, Delegate> makeGetter)
        {
            _env = env;
            _column = column;
            _inputs = [.. inputs.Select(input => input.Index)];
            _makeGetter = makeGetter;
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [_column];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
            => activeOutput(0) ? _inputs.Contains : _ => false;

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return [activeOutput(0) ? _makeGetter(input) : null];
        }

        public ITransformer GetTransformer() => throw _env.ExceptNotSupp();

        public void Save(ModelSaveContext ctx) => throw _env.ExceptNotSupp();
    }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The base of transformers that make each output column of one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (output, input) in columns)
        {
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckNonEmpty(output, nameof(columns));
            if (!names.Add(output))
                throw Contracts.ExceptParam(nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    /// <summary>Reads what <see cref="SaveColumns"/> wrote.</summary>
    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count >= 0 && count <= ctx.Header.CbModel);
        ColumnPairs = new (string, string)[count];
        for (int i = 0; i < count; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    /// <summary>Throws where the type of input column <paramref name="srcCol"/> does not suit pair <paramref name="col"/>.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    /// <summary>The base of the mappers of such transformers.</summary>
    private protected abstract class OneToOneMapperBase : MapperBase
    {
        /// <summary>Per pair, the index of its input column.</summary>
        protected readonly Dictionary<int, int> ColMapNewToOld = [];

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(host, inputSchema, parent)
        {
            for (int i = 0; i < parent.ColumnPairs.Length; i++)
            {
                string name = parent.ColumnPairs[i].inputColumnName;
                int source = inputSchema.GetColumnOrNull(name)?.Index
                    ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
                parent.CheckInputColumn(inputSchema, i, source);
                ColMapNewToOld.Add(i, source);
            }
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var active = new bool[InputSchema.Count];
            foreach (var (output, input) in ColMapNewToOld)
            {
                if (activeOutput(output))
                    active[input] = true;
            }

            return index => active[index];
        }
    }
}

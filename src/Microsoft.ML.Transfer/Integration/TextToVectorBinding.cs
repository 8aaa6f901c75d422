using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// A stage that adds one float vector column computed from one text column, bound to the schema of its input. The columns of the input
/// keep their indices in the output; one that has the name of the added column is hidden by it.
/// </summary>
internal sealed class TextToVectorBinding
{
    /// <summary>Binds to <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public TextToVectorBinding(IExceptionContext context, DataViewSchema input, string source, string added, ImmutableArray<string> slotNames)
    {
        Input = input;
        Source = FindSource(context, input, source);

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(added, new VectorDataViewType(NumberDataViewType.Single, slotNames.Length), SlotNames.Annotate(slotNames));
        Output = builder.ToSchema();
    }

    /// <summary>The schema of the input.</summary>
    public DataViewSchema Input { get; }

    /// <summary>The schema of the output.</summary>
    public DataViewSchema Output { get; }

    /// <summary>The text column, in <see cref="Input"/>.</summary>
    public DataViewSchema.Column Source { get; }

    /// <summary>The index of the vector column in <see cref="Output"/>.</summary>
    public int Added => Input.Count;

    /// <summary>The text column of that name in <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or not of text.</exception>
    public static DataViewSchema.Column FindSource(IExceptionContext context, DataViewSchema inputSchema, string name)
    {
        var column = inputSchema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(inputSchema), "input", name);
        return column.Type is TextDataViewType
            ? column
            : throw SchemaErrors.WrongType(context, nameof(inputSchema), "input", name, TextDataViewType.Instance.ToString(), column.Type.ToString()!);
    }

    /// <summary>For each column of <see cref="Output"/>, whether it is among <paramref name="columns"/>.</summary>
    public bool[] Active(IExceptionContext context, IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Output.Count];
        foreach (var column in columns)
        {
            if (column.Index >= active.Length)
                throw context.Process(new InvalidOperationException($"The requested column: {column} is not part of the schema."));
            active[column.Index] = true;
        }
        return active;
    }

    /// <summary>The columns of <see cref="Input"/> that are needed for the <paramref name="active"/> ones of <see cref="Output"/>.</summary>
    public IReadOnlyList<DataViewSchema.Column> Needed(bool[] active) =>
        [.. Input.Where(c => active[c.Index] || (active[Added] && c.Index == Source.Index))];
}

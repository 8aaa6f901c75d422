using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// A stage that computes a result from the text columns of each row and adds columns made of it, bound to the schema of its input. The columns of the
/// input keep their indices in the output; one that has the name of an added column is hidden by it.
/// </summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal sealed class TextStageBinding<TResult>
    where TResult : class
{
    /// <summary>Binds to <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public TextStageBinding(IExceptionContext context, DataViewSchema input, ImmutableArray<TextSource> sources, ImmutableArray<AddedColumn<TResult>> added)
    {
        Input = input;
        Sources = [.. sources.Select(source => source.Find(context, input))];
        Added = added;

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (var column in added)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Output = builder.ToSchema();
    }

    /// <summary>The schema of the input.</summary>
    public DataViewSchema Input { get; }

    /// <summary>The schema of the output.</summary>
    public DataViewSchema Output { get; }

    /// <summary>The text columns, in <see cref="Input"/>.</summary>
    public ImmutableArray<DataViewSchema.Column> Sources { get; }

    /// <summary>The columns that are added, in the order in which they follow those of <see cref="Input"/>.</summary>
    public ImmutableArray<AddedColumn<TResult>> Added { get; }

    /// <summary>The added column at an index of <see cref="Output"/>; null where there is one of the input.</summary>
    public AddedColumn<TResult>? AddedAt(int index) => index < Input.Count ? null : Added[index - Input.Count];

    /// <summary>Whether an added column is among the <paramref name="active"/> ones of <see cref="Output"/>.</summary>
    public bool AddsAny(bool[] active) => active.AsSpan(Input.Count).Contains(value: true);

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
        [.. Input.Where(c => active[c.Index] || (AddsAny(active) && Sources.Any(source => source.Index == c.Index)))];
}

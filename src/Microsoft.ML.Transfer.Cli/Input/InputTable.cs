using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>An input file as named columns; its rows are read while they are enumerated, once.</summary>
/// <param name="Name">The file, for messages.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, as long as <paramref name="Columns"/>; null where a value is missing.</param>
internal sealed record InputTable(string Name, ImmutableArray<string> Columns, IEnumerable<InputRow> Rows)
{
    /// <summary>The name of the column that holds the text when nobody says otherwise.</summary>
    public const string TextColumn = "Text";

    /// <summary>The place of a column that was asked for.</summary>
    /// <param name="column">Its name; compared exactly, then without regard to case.</param>
    /// <param name="option">The option that named it, for the message.</param>
    public int IndexOf(string column, string option)
    {
        var index = Columns.IndexOf(column);
        if (index < 0)
            index = Columns.IndexOf(column, StringComparer.OrdinalIgnoreCase);
        return index >= 0
            ? index
            : throw new BadInputException($"{Name} has no column '{column}' ({option}). Its columns: {string.Join(", ", Columns)}.");
    }

    /// <summary>The place of the text: the column asked for, else the one called Text, else the only one.</summary>
    public int IndexOfText(string? column) =>
        column is null && Columns.Length == 1 ? 0 : IndexOf(column ?? TextColumn, "--text-col");
}

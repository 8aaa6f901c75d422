using System.Globalization;
using Microsoft.ML.Transfer.Probing;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>A table on the screen: texts to the left, numbers to the right, and lines of explanation under it.</summary>
internal sealed class LayerTable
{
    private readonly IAnsiConsole _screen;
    private readonly Table _table = new Table().Border(TableBorder.Rounded);

    /// <param name="console">Where it is shown.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="texts">The columns of texts.</param>
    /// <param name="numbers">The columns of numbers, after them.</param>
    public LayerTable(CliConsole console, FormattableString title, IEnumerable<string> texts, IEnumerable<string> numbers)
    {
        _screen = console.CreateScreen();
        _table.Title = new TableTitle(Markup.Escape(FormattableString.Invariant(title)));
        foreach (var text in texts)
            _table.AddColumn(text);
        foreach (var number in numbers)
            _table.AddColumn(new TableColumn(number).RightAligned().NoWrap());
    }

    /// <summary>A share in percent, for a column whose head has the sign.</summary>
    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>The same with its interval; empty where there is none.</summary>
    public static string Percent(ProbeScore? score) => score is null ? "" : FormattableString.Invariant($"{100 * score.Value:F1} ({100 * score.Low:F1}–{100 * score.High:F1})");

    /// <summary>Adds a line.</summary>
    public void Add(params string[] cells) => _table.AddRow(Array.ConvertAll(cells, Markup.Escape));

    /// <summary>Shows the table, and what is to be said of it.</summary>
    /// <param name="unread">How many sentences were left out.</param>
    /// <param name="lines">What is said.</param>
    public void Print(int unread, params IEnumerable<string> lines)
    {
        _screen.Write(_table);
        foreach (var line in lines)
            _screen.WriteLine(line);
        if (unread > 0)
            _screen.WriteLine(FormattableString.Invariant($"{unread} sentences were left out: without words, too long for the encoder, or with a word that leaves no token."));
    }
}

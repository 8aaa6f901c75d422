using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A task that predicts something of a text, or of a pair of texts, as a whole.</summary>
/// <typeparam name="TLabel">What is predicted.</typeparam>
internal abstract class WholeTextTask<TLabel> : PredictingTask
{
    protected const string TextColumn = nameof(LabelledPair<>.Text);
    protected const string PairColumn = nameof(LabelledPair<>.Pair);
    protected const string LabelColumn = nameof(LabelledPair<>.Label);
    protected const string ScoreColumn = "Score";

    /// <summary>What a row has that is to be predicted for.</summary>
    protected abstract TLabel Unlabelled { get; }

    /// <inheritdoc/>
    public override IDataView Read(MLContext ml, string path, TuningColumns columns) => InputFile.Read(path, table =>
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var column = table.IndexOf(columns.Label ?? LabelColumn, "--label-col");
        return View(ml, table, columns, row => Parse(row.Values[column], $"{table.Name}, line {row.Line} (column '{table.Columns[column]}')"));
    });

    /// <inheritdoc/>
    public override IDataView ReadUnlabelled(MLContext ml, InputTable table, TuningColumns columns) => table.Columns.Length == 0
        ? ml.Data.LoadFromEnumerable(Array.Empty<LabelledRow<TLabel>>())
        : View(ml, table, columns, _ => Unlabelled);

    /// <inheritdoc/>
    public override IEnumerable<Action<Utf8JsonWriter>> Predictions(MLContext ml, IDataView predicted)
    {
        var pairs = predicted.Schema.GetColumnOrNull(PairColumn) is null ? null : predicted.GetColumn<string>(PairColumn).ToList();
        foreach (var (i, (text, write)) in predicted.GetColumn<string>(TextColumn).Zip(Answers(ml, predicted)).Index())
        {
            yield return json =>
            {
                json.WriteString("text", text);
                if (pairs is not null)
                    json.WriteString("pair", pairs[i]);
                write(json);
            };
        }
    }

    /// <summary>Reads what is to be predicted for a row.</summary>
    /// <param name="value">What the file says; null where it says nothing.</param>
    /// <param name="place">Where it says so, for messages.</param>
    /// <exception cref="BadInputException">It is not what it should be.</exception>
    protected abstract TLabel Parse(string? value, string place);

    /// <summary>Writes what is predicted for each row as members of a JSON object.</summary>
    protected abstract IEnumerable<Action<Utf8JsonWriter>> Answers(MLContext ml, IDataView predicted);

    /// <summary>The options of the stage with the columns of this task.</summary>
    protected static T WithColumns<T>(T options, IDataView training)
        where T : FineTuneSequenceOptions =>
        (T)(options with { Sentence1ColumnName = TextColumn, Sentence2ColumnName = training.Schema.GetColumnOrNull(PairColumn)?.Name });

    private static IDataView View(MLContext ml, InputTable table, TuningColumns columns, Func<InputRow, TLabel> label)
    {
        var text = table.IndexOfText(columns.Text);
        if (columns.Pair is null)
            return ml.Data.LoadFromEnumerable(table.Rows.Select(row => new LabelledRow<TLabel> { Text = row.Values[text] ?? "", Label = label(row) }).ToList());
        var pair = table.IndexOf(columns.Pair, "--pair-col");
        return ml.Data.LoadFromEnumerable(table.Rows.Select(row => new LabelledPair<TLabel> { Text = row.Values[text] ?? "", Pair = row.Values[pair] ?? "", Label = label(row) }).ToList());
    }
}

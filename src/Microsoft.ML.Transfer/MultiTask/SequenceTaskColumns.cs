namespace Microsoft.ML.Transfer;

/// <summary>The columns of a task over texts, or pairs of texts, as a whole.</summary>
public abstract record SequenceTaskColumns : TaskColumns
{
    private protected SequenceTaskColumns(string name)
        : base(name)
    {
    }

    /// <summary>The text column.</summary>
    public string Sentence1ColumnName { get; init; } = "Sentence";

    /// <summary>The column of the second text of a pair; null where there is one text a row.</summary>
    public string? Sentence2ColumnName { get; init; }

    /// <inheritdoc/>
    internal override IEnumerable<(string Property, string? Column)> Columns => [.. base.Columns, (nameof(Sentence1ColumnName), Sentence1ColumnName)];

    /// <summary>The options of the stage of this task alone, with these columns.</summary>
    private protected TOptions Fill<TOptions>(TOptions options)
        where TOptions : FineTuneSequenceOptions =>
        (TOptions)(options with
        {
            LabelColumnName = LabelColumnName,
            Sentence1ColumnName = Sentence1ColumnName,
            Sentence2ColumnName = Sentence2ColumnName,
            ScoreColumnName = ScoreColumnName,
        });
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>What the trainers of stages over texts as a whole do alike beside that.</summary>
/// <param name="environment">That of the catalog.</param>
/// <param name="name">The name of the trainer.</param>
/// <param name="options">How it is trained.</param>
/// <param name="columns">Columns beside those of all such stages, by the names of their parameters.</param>
internal sealed class SequenceTrainer(IHostEnvironment environment, string name, FineTuneSequenceOptions options, params (string Parameter, string? Column)[] columns) : StageTrainer(
    environment, name, options,
    [("labelColumnName", options.LabelColumnName), ("sentence1ColumnName", options.Sentence1ColumnName), ("scoreColumnName", options.ScoreColumnName), .. columns])
{
    /// <summary>The label column of data that has the text columns too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or a text column is not of text.</exception>
    public DataViewSchema.Column FindLabel(DataViewSchema schema, string parameter) => SequenceColumns.FindLabel(Host, schema, parameter, options);
}

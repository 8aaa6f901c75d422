using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// One of the tasks of a <see cref="FineTunedMultiTaskTrainer"/>, and its columns: <see cref="TextClassificationColumns"/>, <see cref="MultiLabelColumns"/>, <see cref="TextRegressionColumns"/> or
/// <see cref="TokenClassificationColumns"/>. Immutable; use <c>with</c> for a variant.
/// </summary>
public abstract record TaskColumns
{
    private protected TaskColumns(string name)
    {
        Name = SchemaErrors.NonEmpty(name, nameof(name));
        (LabelColumnName, ScoreColumnName) = (name, name + "Score");
    }

    /// <summary>The name of the task; each has another.</summary>
    public string Name { get; }

    /// <summary>The label column; that of the task's name by default.</summary>
    public string LabelColumnName { get; init; }

    /// <summary>The column of the scores to add; the task's name and <c>Score</c> by default.</summary>
    public string ScoreColumnName { get; init; }

    /// <summary>All columns, by the names of the properties.</summary>
    internal virtual IEnumerable<(string Property, string? Column)> Columns => [(nameof(LabelColumnName), LabelColumnName), (nameof(ScoreColumnName), ScoreColumnName)];

    /// <summary>The columns to add.</summary>
    internal virtual IEnumerable<string> Added => [ScoreColumnName];

    /// <summary>The shape of a pipeline with the columns of the task added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    internal abstract SchemaShape AddTo(IHost host, SchemaShape input);

    /// <summary>Reads the examples of the task.</summary>
    /// <param name="host">Where errors are told.</param>
    /// <param name="channel">Told what is left out.</param>
    /// <param name="input">What is trained on.</param>
    /// <param name="validation">What is kept out; null for nothing.</param>
    /// <param name="isShared">Whether the rows are those of other tasks too, so that some have no label of this one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a label is not as it must be.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    internal abstract StageTask Read(IHost host, IChannel channel, IDataView input, IDataView? validation, bool isShared);
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the texts of a data view with their labels.</summary>
internal static class MultiLabelRows
{
    /// <summary>The labels, and the rows of training and validation data, in the order of their views.</summary>
    /// <param name="host">Where errors are told.</param>
    /// <param name="channel">Told how many labels are missing.</param>
    /// <param name="input">What is trained on.</param>
    /// <param name="validation">What is kept out; null for nothing.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a label is none that there is.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static (LabelSets Labels, IReadOnlyList<MultiLabelText> Examples, IReadOnlyList<MultiLabelText>? Validation) Read(
        IHost host, IChannel channel, IDataView input, IDataView? validation, FineTuneMultiLabelClassificationOptions columns)
    {
        var label = SequenceColumns.FindLabel(host, input.Schema, nameof(input), columns);
        var labels = LabelSets.Of(host, label);
        var (examples, missing) = Read(host, input, columns, labels);
        if (examples.Count == 0)
            throw host.Process(new InvalidOperationException("The training data has no rows."));
        if (examples.All(example => example.Labels.Count == 0))
            throw host.Process(new InvalidOperationException($"None of the {examples.Count} rows of the training data has a label in the column '{label.Name}'."));
        var keptOut = validation is null ? null : ReadValidation(host, validation, columns, labels);
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} labels in the column '{label.Name}' are missing and left out."));
        return (labels, examples, keptOut);
    }

    private static IReadOnlyList<MultiLabelText> ReadValidation(IHost host, IDataView validation, FineTuneMultiLabelClassificationOptions columns, LabelSets labels)
    {
        var label = SequenceColumns.FindLabel(host, validation.Schema, nameof(validation), columns);
        var others = LabelSets.Of(host, label);
        labels.Keys.RequireSame(host, others.Keys, label.Name);
        return Read(host, validation, columns, others).Examples;
    }

    private static (IReadOnlyList<MultiLabelText> Examples, int MissingLabels) Read(IHost host, IDataView data, FineTuneMultiLabelClassificationOptions columns, LabelSets labels)
    {
        var missing = 0;
        var (examples, _) = SequenceRows.Read<MultiLabelText>(data, columns, (row, label) =>
        {
            var read = labels.Reader(host, row, label, () => missing++);
            return (text, pair) => new MultiLabelText(text, pair, read());
        });
        return (examples, missing);
    }
}

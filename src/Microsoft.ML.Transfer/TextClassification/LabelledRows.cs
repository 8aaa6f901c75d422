using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the classified texts of a data view.</summary>
internal static class LabelledRows
{
    /// <summary>The rows that have a label, in the order of the view, and how many have none; those too, as of class -1, where they are asked for.</summary>
    public static (IReadOnlyList<ClassifiedText> Examples, int Missing) Read(
        IExceptionContext context, IDataView data, FineTuneTextClassificationOptions columns, LabelKeys keys, bool takesMissing = false)
    {
        var (examples, missing) = SequenceRows.Read<ClassifiedText>(data, columns, (row, label) =>
        {
            var read = LabelKeys.Reader(row, label);
            return (text, pair) => read() switch
            {
                < 0 => takesMissing ? new ClassifiedText(text, pair, -1) : null,
                var key when key >= keys.Count => throw SequenceRows.BadLabel(context, row, label, $"the key {key + 1}, but has {keys.Count} classes"),
                var key => new ClassifiedText(text, pair, key),
            };
        });
        return (examples, missing + examples.Count(example => example.Class < 0));
    }

    /// <summary>The rows of validation data that have a label.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or the keys stand for something else than in the training data.</exception>
    public static IReadOnlyList<ClassifiedText> ReadValidation(IExceptionContext context, IDataView validation, FineTuneTextClassificationOptions columns, LabelKeys keys)
    {
        var label = SequenceColumns.FindLabel(context, validation.Schema, nameof(validation), columns);
        keys.RequireSame(context, LabelKeys.Of(context, label), label.Name);
        return Read(context, validation, columns, keys).Examples;
    }

    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static void RequireTwoClasses(IExceptionContext context, IReadOnlyList<ClassifiedText> examples, int missing, string label, LabelKeys keys)
    {
        if (examples.Count == 0)
        {
            throw context.Process(new InvalidOperationException(missing == 0
                ? "The training data has no rows."
                : $"None of the {missing} rows of the training data has a label in the column '{label}'."));
        }
        if (examples.All(example => example.Class == examples[0].Class))
            throw context.Process(new InvalidOperationException($"All {examples.Count} labelled rows of the training data have the label '{keys.Names[examples[0].Class]}' (column '{label}'); a classifier needs at least two classes."));
    }
}

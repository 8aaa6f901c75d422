using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>A classifier that another learns from, with the names of its classes.</summary>
/// <param name="Classifier">The classifier.</param>
/// <param name="ClassNames">What its classes are called.</param>
/// <param name="IsOwned">Whether it was loaded for one training.</param>
internal sealed record ClassificationTeacher(TextClassifier Classifier, IReadOnlyList<string> ClassNames, bool IsOwned) : IDisposable
{
    /// <summary>The teacher that the options name; null where they name none.</summary>
    public static ClassificationTeacher? Of(FineTuneTextClassificationOptions options)
    {
        if (options.Teacher is { } fitted)
            return new ClassificationTeacher(fitted.Classifier, fitted.ClassNames, IsOwned: false);
        if (options.TeacherModel is not { } model)
            return null;
        var loaded = TextClassifier.Load(model, options.Hub);
        return new ClassificationTeacher(loaded, loaded.ClassNames, IsOwned: true);
    }

    /// <summary>For each class of the label the number that it has with the teacher.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The teacher has other classes.</exception>
    public int[] OrderFor(IExceptionContext context, LabelKeys keys, string labelColumn)
    {
        var numbers = ClassNames.Select((name, number) => (name, number)).DistinctBy(pair => pair.name, StringComparer.Ordinal).ToDictionary(pair => pair.name, pair => pair.number, StringComparer.Ordinal);
        return keys.Count == ClassNames.Count && keys.Names.All(numbers.ContainsKey)
            ? [.. keys.Names.Select(name => numbers[name])]
            : throw context.Process(new ArgumentOutOfRangeException(nameof(keys), $"The teacher {Classifier.ModelName} has the classes {Some(ClassNames)}; the label column '{labelColumn}' has {Some(keys.Names)}. They must be the same, in any order."));
    }

    public void Dispose()
    {
        if (IsOwned)
            Classifier.Dispose();
    }

    private static string Some(IReadOnlyList<string> names)
    {
        const int shown = 10;
        return names.Count <= shown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(shown))} and {names.Count - shown} more";
    }
}

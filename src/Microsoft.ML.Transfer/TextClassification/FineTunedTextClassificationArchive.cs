using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedTextClassificationTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the text columns (the second empty where there is none), the score column, the column of the predicted label, the classes, then the list of entries.
/// Entries: weights, configuration, tokenizer and settings, each a file of its own.
/// </remarks>
internal static class FineTunedTextClassificationArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedTextClass";

    private static readonly ComponentVersion Version = new("FTTXTCLS", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedTextClassificationTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        Write(main, transformer);
        StoredEntries.Save(context, main, transformer.Classifier.ToArchive(transformer.Keys.Names));
    }

    /// <summary>Writes everything but the model itself.</summary>
    public static void Write(BinaryWriter main, FineTunedTextClassificationTransformer transformer)
    {
        SequenceColumns.Write(main, transformer.Columns);
        main.Write(transformer.Columns.PredictedLabelColumnName);
        transformer.Keys.Write(main);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="main">The stream.</param>
    /// <param name="load">Gives the model, after that.</param>
    /// <exception cref="InvalidDataException">The stream does not hold that, or does not fit the model.</exception>
    public static FineTunedTextClassificationTransformer Read(IHostEnvironment env, BinaryReader main, Func<TextClassifier> load)
    {
        var columns = SequenceColumns.Read(main, new FineTuneTextClassificationOptions());
        columns = columns with { PredictedLabelColumnName = SequenceColumns.ReadName(main) };
        var keys = LabelKeys.Read(main);
        var classifier = load();
        if (classifier.ClassCount != keys.Count)
        {
            classifier.Dispose();
            throw new InvalidDataException($"The model names {keys.Count} classes, but its head scores {classifier.ClassCount}.");
        }
        return new FineTunedTextClassificationTransformer(env, classifier, keys, columns);
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedTextClassificationTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        return Read(env, main, () => TextClassifier.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature));
    }
}

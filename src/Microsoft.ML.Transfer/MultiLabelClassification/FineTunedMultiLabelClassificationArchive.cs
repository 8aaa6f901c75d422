using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedMultiLabelClassificationTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the text columns (the second empty where there is none), the score column, the column of the predicted labels, the threshold, whether labels are indicators, the labels,
/// then the list of entries. Entries: weights, configuration, tokenizer and settings, each a file of its own.
/// </remarks>
internal static class FineTunedMultiLabelClassificationArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedMultiLabel";

    private static readonly ComponentVersion Version = new("FTMULLAB", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedMultiLabelClassificationTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        Write(main, transformer);
        StoredEntries.Save(context, main, transformer.Classifier.ToArchive(transformer.Labels.Keys.Names));
    }

    /// <summary>Writes everything but the model itself.</summary>
    public static void Write(BinaryWriter main, FineTunedMultiLabelClassificationTransformer transformer)
    {
        SequenceColumns.Write(main, transformer.Columns);
        main.Write(transformer.Columns.PredictedLabelColumnName);
        main.Write(transformer.Columns.Threshold);
        main.Write(transformer.Labels.AreIndicators);
        transformer.Labels.Keys.Write(main);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="main">The stream.</param>
    /// <param name="load">Gives the model, after that.</param>
    /// <exception cref="InvalidDataException">The stream does not hold that, or does not fit the model.</exception>
    public static FineTunedMultiLabelClassificationTransformer Read(IHostEnvironment env, BinaryReader main, Func<MultiLabelClassifier> load)
    {
        var columns = SequenceColumns.Read(main, new FineTuneMultiLabelClassificationOptions());
        var predicted = SequenceColumns.ReadName(main);
        var threshold = main.ReadSingle();
        if (threshold is not (> 0 and < 1))
            throw new InvalidDataException(FormattableString.Invariant($"The model has the threshold {threshold}; it is above 0 and below 1."));
        columns = columns with { PredictedLabelColumnName = predicted, Threshold = threshold };
        var areIndicators = main.ReadBoolean();
        var labels = new LabelSets(LabelKeys.Read(main, fewest: 1), areIndicators);
        var classifier = load();
        if (classifier.LabelCount != labels.Keys.Count)
        {
            classifier.Dispose();
            throw new InvalidDataException($"The model names {labels.Keys.Count} labels, but its head scores {classifier.LabelCount}.");
        }
        return new FineTunedMultiLabelClassificationTransformer(env, classifier, labels, columns);
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedMultiLabelClassificationTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        return Read(env, main, () => MultiLabelClassifier.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature));
    }
}

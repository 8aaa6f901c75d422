using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedTokenClassificationTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the column of the words, the score column, the column of the predicted labels, the classes, then the list of entries. Entries: weights, configuration,
/// tokenizer and settings, each a file of its own.
/// </remarks>
internal static class FineTunedTokenClassificationArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedTokenClass";

    private static readonly ComponentVersion Version = new("FTTOKCLS", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedTokenClassificationTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        Write(main, transformer);
        StoredEntries.Save(context, main, transformer.Classifier.ToArchive());
    }

    /// <summary>Writes everything but the model itself.</summary>
    public static void Write(BinaryWriter main, FineTunedTokenClassificationTransformer transformer)
    {
        main.Write(transformer.Columns.WordsColumnName);
        main.Write(transformer.Columns.ScoreColumnName);
        main.Write(transformer.Columns.PredictedLabelColumnName);
        transformer.Keys.Write(main);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="main">The stream.</param>
    /// <param name="load">Gives the model, after that.</param>
    /// <exception cref="InvalidDataException">The stream does not hold that, or does not fit the model.</exception>
    public static FineTunedTokenClassificationTransformer Read(IHostEnvironment env, BinaryReader main, Func<TokenClassifier> load)
    {
        var (words, score, predicted) = (main.ReadString(), main.ReadString(), main.ReadString());
        if (words.Length == 0 || score.Length == 0 || predicted.Length == 0)
            throw new InvalidDataException($"The model names the columns '{words}', '{score}' and '{predicted}'; names are not empty.");
        var keys = LabelKeys.Read(main);
        var classifier = load();
        if (classifier.ClassNames.Count != keys.Count)
        {
            classifier.Dispose();
            throw new InvalidDataException($"The model names {keys.Count} classes, but its head scores {classifier.ClassNames.Count}.");
        }
        return new FineTunedTokenClassificationTransformer(env, classifier, keys, new FineTuneTokenClassificationOptions
        {
            WordsColumnName = words,
            ScoreColumnName = score,
            PredictedLabelColumnName = predicted,
        });
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedTokenClassificationTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        return Read(env, main, () => TokenClassifier.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature));
    }
}

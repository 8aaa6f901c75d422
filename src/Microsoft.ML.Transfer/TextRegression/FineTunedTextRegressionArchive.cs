using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedTextRegressionTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the text columns (the second empty where there is none), the score column, then the list of entries. Entries: weights, configuration, tokenizer and settings, each a
/// file of its own.
/// </remarks>
internal static class FineTunedTextRegressionArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedTextRegression";

    private static readonly ComponentVersion Version = new("FTTXTREG", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedTextRegressionTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        Write(main, transformer);
        StoredEntries.Save(context, main, transformer.Regressor.ToArchive());
    }

    /// <summary>Writes everything but the model itself.</summary>
    public static void Write(BinaryWriter main, FineTunedTextRegressionTransformer transformer) => SequenceColumns.Write(main, transformer.Columns);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="main">The stream.</param>
    /// <param name="load">Gives the model, after that.</param>
    /// <exception cref="InvalidDataException">The stream does not hold that.</exception>
    public static FineTunedTextRegressionTransformer Read(IHostEnvironment env, BinaryReader main, Func<TextRegressor> load)
    {
        var columns = SequenceColumns.Read(main, new FineTuneTextRegressionOptions());
        return new FineTunedTextRegressionTransformer(env, load(), columns);
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedTextRegressionTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        return Read(env, main, () => TextRegressor.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature));
    }
}

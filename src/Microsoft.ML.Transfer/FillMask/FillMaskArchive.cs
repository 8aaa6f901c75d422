using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FillMaskTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the columns of texts, words and probabilities, the number of words, what may stand in a place (strings, and int32 twice), then the list of entries. Entries: weights, configuration,
/// tokenizer and settings, each a file of its own.
/// </remarks>
internal static class FillMaskArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FillMask";

    private static readonly ComponentVersion Version = new("FILLMASK", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FillMaskTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        main.Write(transformer.InputColumnName);
        main.Write(transformer.OutputColumnName);
        main.Write(transformer.ScoreColumnName);
        main.Write(transformer.TopK);
        main.Write((int)transformer.Options.Candidates);
        StoredEntries.Save(context, main, transformer.Model.ToArchive());
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FillMaskTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        var (input, output, score, count, candidates) = (main.ReadString(), main.ReadString(), main.ReadString(), main.ReadInt32(), (MaskCandidates)main.ReadInt32());
        if (input.Length == 0 || output.Length == 0 || score.Length == 0)
            throw new InvalidDataException($"The model names the columns '{input}', '{output}' and '{score}'; names are not empty.");
        if (count is < 1 or > FillMaskOptions.MostWords || !Enum.IsDefined(candidates))
            throw new InvalidDataException($"The model gives {count} words of kind {(int)candidates} for a place; from 1 to {FillMaskOptions.MostWords} of kind 0 or 1 are expected.");
        var model = MaskedLanguageModel.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature);
        return new FillMaskTransformer(env, model, input, output, new FillMaskOptions { Model = model.ModelName, TopK = count, Candidates = candidates, ScoreColumnName = score });
    }
}

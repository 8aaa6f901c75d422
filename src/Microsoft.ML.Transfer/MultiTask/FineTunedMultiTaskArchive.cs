using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedMultiTaskTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the list of entries, the number of tasks, then for each its name, its kind and what its own stage writes beside the model. Entries: the weights of the encoder and of the heads,
/// configuration, tokenizer and settings, each a file of its own.
/// </remarks>
internal static class FineTunedMultiTaskArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedMultiTask";

    private static readonly ComponentVersion Version = new("FTMULTSK", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedMultiTaskTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        StoredEntries.Save(context, main, transformer.Model.ToArchive());
        main.Write(transformer.Tasks.Count);
        foreach (var (name, task) in transformer.Tasks)
        {
            main.Write(name);
            Write(main, task);
        }
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedMultiTaskTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        var model = MultiTaskModel.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature);
        try
        {
            var count = main.ReadInt32();
            if (count != model.TaskNames.Count)
                throw new InvalidDataException($"The model describes the columns of {count} tasks, but has {model.TaskNames.Count}.");
            var tasks = new List<(string Name, ITransformer Transformer)>();
            foreach (var expected in model.TaskNames)
            {
                var name = main.ReadString();
                if (!string.Equals(name, expected, StringComparison.Ordinal))
                    throw new InvalidDataException($"The model describes the columns of the task '{name}' where those of '{expected}' are expected.");
                tasks.Add((name, Read(env, main, model, name)));
            }
            return new FineTunedMultiTaskTransformer(env, model, tasks);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void Write(BinaryWriter main, ITransformer task)
    {
        switch (task)
        {
            case FineTunedTextClassificationTransformer classification:
                main.Write(FineTunedTextClassificationArchive.LoaderSignature);
                FineTunedTextClassificationArchive.Write(main, classification);
                break;
            case FineTunedMultiLabelClassificationTransformer labels:
                main.Write(FineTunedMultiLabelClassificationArchive.LoaderSignature);
                FineTunedMultiLabelClassificationArchive.Write(main, labels);
                break;
            case FineTunedTextRegressionTransformer regression:
                main.Write(FineTunedTextRegressionArchive.LoaderSignature);
                FineTunedTextRegressionArchive.Write(main, regression);
                break;
            case FineTunedTokenClassificationTransformer words:
                main.Write(FineTunedTokenClassificationArchive.LoaderSignature);
                FineTunedTokenClassificationArchive.Write(main, words);
                break;
            default:
                throw new InvalidOperationException($"There is no place in a model file for the task {task.GetType().Name}.");
        }
    }

    private static ITransformer Read(IHostEnvironment env, BinaryReader main, MultiTaskModel model, string name) => main.ReadString() switch
    {
        FineTunedTextClassificationArchive.LoaderSignature => FineTunedTextClassificationArchive.Read(env, main, () => Find(model.Classifiers, name)),
        FineTunedMultiLabelClassificationArchive.LoaderSignature => FineTunedMultiLabelClassificationArchive.Read(env, main, () => Find(model.MultiLabelClassifiers, name)),
        FineTunedTextRegressionArchive.LoaderSignature => FineTunedTextRegressionArchive.Read(env, main, () => Find(model.Regressors, name)),
        FineTunedTokenClassificationArchive.LoaderSignature => FineTunedTokenClassificationArchive.Read(env, main, () => Find(model.TokenClassifiers, name)),
        var kind => throw new InvalidDataException($"The model says that the task '{name}' is '{kind}', which is not known."),
    };

    private static TModel Find<TModel>(IReadOnlyDictionary<string, TModel> models, string name) => models.TryGetValue(name, out var model)
        ? model
        : throw new InvalidDataException($"The model describes the columns of the task '{name}' as those of a {typeof(TModel).Name}, which it is not.");
}

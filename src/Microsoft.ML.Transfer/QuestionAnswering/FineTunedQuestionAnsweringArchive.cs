using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="FineTunedQuestionAnsweringTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: the columns of questions, contexts, answers and probabilities, the number of answers, then the list of entries. Entries: weights, configuration, tokenizer and settings, each a file of
/// its own.
/// </remarks>
internal static class FineTunedQuestionAnsweringArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "FineTunedQuestionAnswer";

    private static readonly ComponentVersion Version = new("FTQSTANS", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(FineTunedQuestionAnsweringTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        main.Write(transformer.Columns.QuestionColumnName);
        main.Write(transformer.Columns.ContextColumnName);
        main.Write(transformer.Columns.PredictedAnswerColumnName);
        main.Write(transformer.Columns.ScoreColumnName);
        main.Write(transformer.Columns.TopKAnswers);
        StoredEntries.Save(context, main, transformer.Answerer.ToArchive());
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static FineTunedQuestionAnsweringTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        var (question, context, answer, score, count) = (main.ReadString(), main.ReadString(), main.ReadString(), main.ReadString(), main.ReadInt32());
        if (question.Length == 0 || context.Length == 0 || answer.Length == 0 || score.Length == 0)
            throw new InvalidDataException($"The model names the columns '{question}', '{context}', '{answer}' and '{score}'; names are not empty.");
        if (count is < 1 or > FineTuneQuestionAnsweringOptions.MostAnswers)
            throw new InvalidDataException($"The model gives {count} answers to a question; from 1 to {FineTuneQuestionAnsweringOptions.MostAnswers} are expected.");
        return new FineTunedQuestionAnsweringTransformer(env, QuestionAnswerer.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature), new FineTuneQuestionAnsweringOptions
        {
            QuestionColumnName = question,
            ContextColumnName = context,
            PredictedAnswerColumnName = answer,
            ScoreColumnName = score,
            TopKAnswers = count,
        });
    }
}

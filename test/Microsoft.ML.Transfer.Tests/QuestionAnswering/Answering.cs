using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.QuestionAnswering;

/// <summary>What the tests of question answering start from: the answer is the letter in a context of digits, which the tiny model learns in a second.</summary>
internal static class Answering
{
    /// <summary>Options that take the tiny model.</summary>
    public static FineTuneQuestionAnsweringOptions Small { get; } = new()
    {
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 6,
        BatchSize = 8,
        Dropout = 0,
        MaximumLength = 20,
        MaximumAnswerLength = 2,
        TopKAnswers = 2,
        Seed = 3,
    };

    /// <summary>Questions whose answer is the only letter among the words of the context.</summary>
    public static List<Quiz> Generate(int count, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var words = Enumerable.Range(0, 6).Select(_ => ((char)('0' + random.Next(10))).ToString()).ToArray();
                var (place, letter) = (random.Next(words.Length), (char)('a' + random.Next(26)));
                words[place] = letter.ToString();
                return new Quiz { Question = "it was", Context = string.Join(' ', words), TrainingAnswer = letter.ToString(), AnswerIndex = 2 * place };
            }),
        ];
    }

    /// <summary>Trains.</summary>
    public static FineTunedQuestionAnsweringTransformer Fit(MLContext context, IDataView data, FineTuneQuestionAnsweringOptions? options = null) =>
        context.MulticlassClassification.Trainers.FineTuneQuestionAnswering(options ?? Small).Fit(data);

    /// <summary>The probabilities of each row.</summary>
    public static float[][] ScoresOf(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float[]>("Score")];

    /// <summary>The answers of each row.</summary>
    public static string[][] AnswersOf(MLContext context, ITransformer model, IDataView data) =>
        [.. context.Data.CreateEnumerable<Found>(model.Transform(data), reuseRowObject: false, ignoreMissingColumns: true).Select(row => row.Answer)];
}

/// <summary>A row of test data.</summary>
internal sealed class Quiz
{
    public string? Question { get; set; }

    public string? Context { get; set; }

    public string? TrainingAnswer { get; set; }

    public int AnswerIndex { get; set; }

    public long LongIndex { get; set; }
}

/// <summary>What the stage makes of it.</summary>
internal sealed class Found
{
    public string[] Answer { get; set; } = [];

    public float[] Score { get; set; } = [];
}

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedQuestionAnsweringTrainer"/> fine-tunes a model, and the columns that it reads and adds: those of ML.NET's own trainer for question answering.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant. <see cref="FineTuningOptions.MaximumLength"/> is 384 where null.</remarks>
public sealed record FineTuneQuestionAnsweringOptions : FineTuneOptions
{
    /// <summary>The vectors of each row have as many slots.</summary>
    internal const int MostAnswers = 1000;

    /// <summary>The text column in which the answers stand.</summary>
    public string ContextColumnName { get; init; } = "Context";

    /// <summary>The text column of the questions.</summary>
    public string QuestionColumnName { get; init; } = "Question";

    /// <summary>The text column of the answers, each word for word as in its context; empty where the context does not answer the question. Only training needs it.</summary>
    public string TrainingAnswerColumnName { get; init; } = "TrainingAnswer";

    /// <summary>The column, of <see cref="int"/>, of the places where the answers begin in their contexts, in UTF-16 code units; null for the first place where each stands. Only training needs it.</summary>
    public string? AnswerIndexColumnName { get; init; } = "AnswerIndex";

    /// <summary>The column of the predicted answers to add, a vector of text: the best first, empty for no answer.</summary>
    public string PredictedAnswerColumnName { get; init; } = "Answer";

    /// <summary>The column of their probabilities to add.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>How many answers are predicted, from 1 to 1000; 3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int TopKAnswers
    {
        get;
        init => field = value is >= 1 and <= MostAnswers ? value : throw OutOfRange(nameof(TopKAnswers), value);
    } = 3;

    /// <inheritdoc cref="QuestionAnsweringOptions.Stride"/>
    public int? Stride
    {
        get;
        init => field = new QuestionAnsweringOptions { Stride = value }.Stride;
    }

    /// <inheritdoc cref="QuestionAnsweringOptions.MaximumAnswerLength"/>
    public int MaximumAnswerLength
    {
        get;
        init => field = new QuestionAnsweringOptions { MaximumAnswerLength = value }.MaximumAnswerLength;
    } = new QuestionAnsweringOptions().MaximumAnswerLength;

    /// <inheritdoc cref="QuestionAnsweringOptions.NoAnswerThreshold"/>
    public float? NoAnswerThreshold
    {
        get;
        init => field = new QuestionAnsweringOptions { NoAnswerThreshold = value }.NoAnswerThreshold;
    } = new QuestionAnsweringOptions().NoAnswerThreshold;

    internal QuestionAnsweringOptions Answering => new(this) { Stride = Stride, MaximumAnswerLength = MaximumAnswerLength, NoAnswerThreshold = NoAnswerThreshold };

    private static ArgumentOutOfRangeException OutOfRange(string property, int value) => new(property, value, $"{property} must be from 1 to {MostAnswers}.");
}

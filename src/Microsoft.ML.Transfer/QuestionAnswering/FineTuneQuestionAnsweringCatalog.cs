using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds fine-tuning to find the answers to questions to the multiclass trainers of an <see cref="MLContext"/>.</summary>
public static class FineTuneQuestionAnsweringCatalog
{
    /// <summary>Creates a <see cref="FineTunedQuestionAnsweringTrainer"/>, which fine-tunes a pre-trained encoder to find the answers to questions in texts.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="contextColumnName">The text column in which the answers stand.</param>
    /// <param name="questionColumnName">The text column of the questions.</param>
    /// <param name="trainingAnswerColumnName">The text column of the answers, each word for word as in its context; empty where the context does not answer the question.</param>
    /// <param name="answerIndexColumnName">The column, of <see cref="int"/>, of the places where the answers begin in their contexts; null for the first place where each stands.</param>
    /// <param name="predictedAnswerColumnName">The column of the predicted answers to add: a vector of text, the best first.</param>
    /// <param name="scoreColumnName">The column of their probabilities to add: a vector of <see cref="float"/>.</param>
    /// <param name="topK">How many answers are predicted, from 1 to 1000.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many windows make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedQuestionAnsweringTrainer FineTuneQuestionAnswering(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string contextColumnName = "Context",
        string questionColumnName = "Question",
        string trainingAnswerColumnName = "TrainingAnswer",
        string? answerIndexColumnName = "AnswerIndex",
        string predictedAnswerColumnName = "Answer",
        string scoreColumnName = "Score",
        int topK = 3,
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTuneQuestionAnswering(new FineTuneQuestionAnsweringOptions
        {
            ContextColumnName = contextColumnName,
            QuestionColumnName = questionColumnName,
            TrainingAnswerColumnName = trainingAnswerColumnName,
            AnswerIndexColumnName = answerIndexColumnName,
            PredictedAnswerColumnName = predictedAnswerColumnName,
            ScoreColumnName = scoreColumnName,
            TopKAnswers = topK,
            Model = model,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });

    /// <summary>Creates a <see cref="FineTunedQuestionAnsweringTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedQuestionAnsweringTrainer FineTuneQuestionAnswering(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, FineTuneQuestionAnsweringOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedQuestionAnsweringTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }
}

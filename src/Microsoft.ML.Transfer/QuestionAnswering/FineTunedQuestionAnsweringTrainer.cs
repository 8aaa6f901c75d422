using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to find the answers to questions in texts.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Extractive question answering |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) for the answer, [Int32](xref:System.Int32) for where it begins |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType), the context and the question |
/// | Output columns | `Answer`, a vector of text, the best answers; `Score`, a vector of their probabilities |
/// | Exportable to ONNX | No |
///
/// A head that scores each token as the begin and as the end of the answer is put on the encoder, and both are trained (Devlin et al., 2019), on the processor. A long context is
/// read in windows that overlap; where the answer is empty, or not in a window, the first token is the target (Rajpurkar et al., 2018). The data are read once and shuffled before each epoch from the
/// seed: the same seed gives the same bits on any number of threads. The fitted transformer saves weights, tokenizer and settings inside the model file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneQuestionAnsweringCatalog.FineTuneQuestionAnswering(MulticlassClassificationCatalog.MulticlassClassificationTrainers, FineTuneQuestionAnsweringOptions)"/>
public sealed class FineTunedQuestionAnsweringTrainer : IEstimator<FineTunedQuestionAnsweringTransformer>
{
    private readonly StageTrainer _trainer;
    private readonly FineTuneQuestionAnsweringOptions _options;

    internal FineTunedQuestionAnsweringTrainer(IHostEnvironment environment, FineTuneQuestionAnsweringOptions options)
    {
        _trainer = new StageTrainer(
            environment, nameof(FineTunedQuestionAnsweringTrainer), options,
            ("contextColumnName", options.ContextColumnName), ("questionColumnName", options.QuestionColumnName), ("trainingAnswerColumnName", options.TrainingAnswerColumnName),
            ("answerIndexColumnName", options.AnswerIndexColumnName ?? "none"), ("predictedAnswerColumnName", options.PredictedAnswerColumnName), ("scoreColumnName", options.ScoreColumnName));
        _options = options;
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the columns of contexts, questions, answers and their places.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or not of the type that is needed; a row has no question, no context, or an answer that does not stand where it is said to; or an option does not suit the model.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to find answers.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedQuestionAnsweringTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which the answers in <paramref name="validation"/> have the highest F1.</summary>
    /// <param name="input">Data with the columns of contexts, questions, answers and their places.</param>
    /// <param name="validation">Data with the same columns that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedQuestionAnsweringTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _trainer.Host.Start("Training");
        var examples = AnsweredRows.Read(_trainer.Host, input, _options);
        var keptOut = validation is null ? null : AnsweredRows.Read(_trainer.Host, validation, _options);
        if (examples.Count == 0)
            throw _trainer.Host.Process(new InvalidOperationException("The training data has no rows."));
        var answerer = _trainer.Train(
            channel, FormattableString.Invariant($"to find answers, {examples.Count(example => string.IsNullOrEmpty(example.Answer))} of {examples.Count} rows without"),
            options => QuestionAnswerer.Train(
                _options.Model, examples, _trainer.Seed, _options.Answering with { Progress = options.Progress, Estimate = options.Estimate }, keptOut, _options.Hub, _options.CancellationToken),
            trained => trained.Notice);
        return new FineTunedQuestionAnsweringTransformer(_trainer.Environment, answerer, _options);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return AnsweringShape.Add(_trainer.Host, new MLContext().Transforms, inputSchema, _options);
    }
}

using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Finds the answer to a question in a text: a fine-tuned encoder with its head and tokenizer. Immutable, and safe to share between threads; the answers to a question are the same whichever questions
/// they are computed with, on any number of threads.
/// </summary>
/// <remarks>A text that has no room beside its question is read in windows that overlap; a question that takes more than half of a window is cut.</remarks>
public sealed class QuestionAnswerer : IDisposable
{
    private const string TaskName = "question-answering";

    private readonly SpanModel _model;

    private QuestionAnswerer(SpanModel model) => _model = model;

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Tuned.Name;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Tuned.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went; empty where it was not trained here.</summary>
    public string ModelCard => _model.Tuned.Card ?? "";

    /// <summary>How the training went, which counts windows as its examples; null when restored.</summary>
    public FineTuningSummary? Summary { get; private init; }

    internal TunedModel Tuned => _model.Tuned;

    /// <summary>Fine-tunes a pre-trained model to find answers. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained, and how answers are chosen; the defaults when left out.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.
    /// </param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no examples, or one has no question, no context, or an answer that does not stand where it is said to.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to find answers.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static QuestionAnswerer Train(
        string model, IReadOnlyList<AnsweredQuestion> examples, ulong seed, QuestionAnsweringOptions? options = null,
        IReadOnlyList<AnsweredQuestion>? validation = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        options ??= new QuestionAnsweringOptions();
        if (examples.Count == 0)
            throw new ArgumentException("There are no examples to train on.", nameof(examples));
        CheckExamples(examples, nameof(examples));
        CheckExamples(validation ?? [], nameof(validation));
        var loaded = SpanModel.Create(TunedModel.LoadNew(model, SpanModel.Head, seed, hub, options), options);
        try
        {
            var read = Read(loaded, examples, nameof(examples));
            var (training, keptOut) = validation is null ? ExampleSplit.Draw(read, options.ValidationShare, seed) : (read, Read(loaded, validation, nameof(validation)));
            var run = TunedTraining.Run(loaded.Tuned, new AnsweringTask(loaded), [.. training.SelectMany(example => example.Apart())], keptOut, options, seed, cancellationToken);
            var summary = loaded.Tuned.Finish(TaskName, options, seed, run, cancellationToken);
            return new QuestionAnswerer(loaded) { Summary = summary };
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Loads a model that was fine-tuned to find answers already: a checkpoint with a head of the class <c>…ForQuestionAnswering</c>.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub (<c>organization/name</c>).</param>
    /// <param name="options">The length of windows and how answers are chosen; the rest has no meaning here. The defaults when left out.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or it lacks the head.</exception>
    /// <exception cref="NotSupportedException">Models of this family have no such head.</exception>
    public static QuestionAnswerer Load(string model, QuestionAnsweringOptions? options = null, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return new(SpanModel.Create(TunedModel.LoadTuned(model, SpanModel.Head, hub), options ?? new QuestionAnsweringOptions()));
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same answers, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static QuestionAnswerer FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name) => new(SpanModel.FromEntries(entries, name, TaskName));

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, <c>task.json</c>, <c>answering.json</c>, and <c>README.md</c>, the model card.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive() => _model.ToEntries(TaskName);

    /// <summary>The best answers to each question, the best first.</summary>
    /// <param name="questions">The questions, each with the text in which the answer may stand; null is read as empty.</param>
    /// <param name="count">How many different answers to each, at least 1.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns>For each question at least one answer, and fewer than asked for where the text has no more.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<FoundAnswer>> Answer(
        IReadOnlyList<(string? Question, string? Context)> questions, int count = 1, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var read = _model.Reader.Read(questions);
        return _model.Find(read, _model.Score(read, threads, cancellationToken), count);
    }

    /// <summary>How well the best answers match those that are expected.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">There are no examples.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public AnswerMetrics Evaluate(IReadOnlyList<AnsweredQuestion> examples, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var answers = Answer([.. examples.Select(example => (example.Question, example.Context))], count: 1, threads, cancellationToken);
        return AnswerMetrics.Of([.. answers.Select((found, i) => (found[0].Text, examples[i].Answer ?? ""))]);
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    private static void CheckExamples(IReadOnlyList<AnsweredQuestion> examples, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if (examples[i].FindProblem() is { } problem)
                throw new ArgumentException($"Example {i}: {problem}", parameter);
        }
    }

    private static ReadQuestion[] Read(SpanModel model, IReadOnlyList<AnsweredQuestion> examples, string parameter)
    {
        var read = model.Reader.Read([.. examples.Select(example => (example.Question, example.Context))]);
        return [.. read.Select((question, i) => question.WithAnswer(examples[i].Answer ?? "", examples[i].Place)
            ?? throw new ArgumentException($"Example {i}: the answer '{examples[i].Answer}' has no tokens.", parameter))];
    }
}

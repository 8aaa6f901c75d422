using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Gives each text, or pair of texts, a number, such as how alike two sentences are: a fine-tuned encoder with its head and tokenizer. Immutable, and safe to share between
/// threads; the number of a text is the same bits whichever texts it is computed with, on any number of threads.
/// </summary>
/// <remarks>
/// Targets may be of any scale: the model is trained on (target − mean) / deviation, with mean and deviation of the examples that are trained on, and the last layer of its head takes
/// them in afterwards. What is saved is an ordinary checkpoint, whose score is the number itself.
/// </remarks>
public sealed class TextRegressor : IDisposable
{
    internal const string TaskName = "text-regression";

    internal static readonly TunedHead Head = new(Objective.SequenceClassification, ScoreCount: 1, "regression");

    private readonly SequenceModel _model;

    private TextRegressor(SequenceModel model) => _model = model;

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Tuned.Name;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Tuned.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => _model.Tuned.Card ?? "";

    /// <summary>
    /// How the training went, losses being mean squared errors of standardised numbers and the metric of validation R² (see <see cref="SimilarityMetrics.RSquared"/>; 0 where all
    /// numbers that are kept out are alike); null when restored.
    /// </summary>
    public FineTuningSummary? Summary { get; private init; }

    /// <summary>Fine-tunes a pre-trained model to numbers. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from, with at least two different numbers.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when left out.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.
    /// </param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no examples, all have one target, or a target is not finite.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to numbers.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public static TextRegressor Train(
        string model, IReadOnlyList<ScoredText> examples, ulong seed, FineTuningOptions? options = null,
        IReadOnlyList<ScoredText>? validation = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        Check(examples, validation, nameof(examples));
        TargetScale scale = default;
        var (trained, summary) = SequenceTraining.Run(
            TaskName, model, Head, examples, validation, seed, options ?? new FineTuningOptions(), hub,
            (loaded, training) => Goal(scale = ScaleOf(loaded, training)), cancellationToken);
        scale.FoldInto(trained.Tuned);
        return new TextRegressor(trained) { Summary = summary };
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same numbers, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static TextRegressor FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name) =>
        new(SequenceModel.FromEntries(entries, name, TaskName, count => count == 1
            ? Head
            : throw new InvalidDataException($"{name}/{SavedTask.EntryName}: found {count} scores; a model of numbers has one.")));

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, <c>task.json</c>, and <c>README.md</c>, the model card.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive() => _model.ToEntries(TaskName, ["LABEL_0"]);

    /// <summary>The number of each text or pair of texts.</summary>
    /// <param name="texts">The texts; null is read as empty. A pair whose second text is null is read as one text.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns><i>Shape:</i> [texts]; in the unit of the targets, and not held to their range.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[] Predict(IReadOnlyList<(string? Text, string? Pair)> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _model.Score(_model.Tokenize(texts), threads, cancellationToken);
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    internal TunedModel Tuned => _model.Tuned;

    /// <summary>A regressor by one of several heads on an encoder that stays its owner's.</summary>
    internal static TextRegressor View(TunedModel model, int? maximumLength) => new(SequenceModel.Create(model, maximumLength));

    /// <summary>The scale of the numbers of those examples that are trained on.</summary>
    internal static TargetScale ScaleOf(SequenceModel model, IReadOnlyList<ScoredText> training) => TargetScale.Of([.. training.Select(example => example.Target)], TargetScale.HasBias(model.Tuned));

    /// <summary>Learning of numbers of a scale.</summary>
    internal static SequenceGoal<ScoredText> Goal(TargetScale scale) => new(
        HeadLoss.Numbers, example => (example.Text, example.Pair), (example, tokens, _) => new SequenceExample(tokens) { Targets = new[] { scale.Standardize(example.Target) } }, Measure);

    /// <summary>Refuses examples from which nothing can be learned.</summary>
    /// <exception cref="ArgumentException">There are no examples, all have one target, or a target is not finite.</exception>
    internal static void Check(IReadOnlyList<ScoredText> examples, IReadOnlyList<ScoredText>? validation, string parameter)
    {
        CheckTargets(examples, parameter);
        CheckTargets(validation ?? [], nameof(validation));
        if (examples.Select(example => example.Target).Distinct().Take(2).Count() < 2)
            throw new ArgumentException(examples.Count == 0 ? "There are no examples to train on." : FormattableString.Invariant($"All {examples.Count} examples have the target {examples[0].Target}; there is nothing to learn."), parameter);
    }

    private static ValidationResult Measure(float[] scores, IReadOnlyList<SequenceExample> examples)
    {
        var metrics = SimilarityMetrics.Of(scores, examples.Select(example => example.Targets.Span[0]).ToArray());
        return new ValidationResult(metrics.RootMeanSquaredError * metrics.RootMeanSquaredError, "R²", double.IsNaN(metrics.RSquared) ? 0 : metrics.RSquared);
    }

    private static void CheckTargets(IReadOnlyList<ScoredText> examples, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if (!float.IsFinite(examples[i].Target))
                throw new ArgumentException(FormattableString.Invariant($"Example {i} has the target {examples[i].Target}; targets are finite numbers."), parameter);
        }
    }
}

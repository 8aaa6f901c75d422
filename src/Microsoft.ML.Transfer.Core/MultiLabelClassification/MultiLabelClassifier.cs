using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Gives each text, or pair of texts, the probability of each of several labels, of which it can have any number: a fine-tuned encoder with its head and tokenizer. Immutable, and
/// safe to share between threads; the probabilities of a text are the same bits whichever texts they are computed with, on any number of threads.
/// </summary>
public sealed class MultiLabelClassifier : IDisposable
{
    /// <summary>The probability from which a label is predicted, where nothing else is said.</summary>
    public const float DefaultThreshold = 0.5f;

    internal const string TaskName = "multi-label-classification";

    private readonly SequenceModel _model;

    private MultiLabelClassifier(SequenceModel model) => _model = model;

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Tuned.Name;

    /// <summary>The number of labels.</summary>
    public int LabelCount => _model.ScoreCount;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Tuned.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => _model.Tuned.Card ?? "";

    /// <summary>
    /// How the training went, losses being the mean binary cross-entropy of all labels and the metric of validation <see cref="MultiLabelMetrics.MicroF1"/>; null when restored.
    /// </summary>
    public FineTuningSummary? Summary { get; private init; }

    /// <summary>Fine-tunes a pre-trained model to labels. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from, at least one text; texts without labels are examples too.</param>
    /// <param name="labelCount">The number of labels, at least 1.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when left out.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.
    /// </param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="threshold">The probability from which a label counts as predicted when an epoch is judged, above 0 and below 1.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no examples, none has a label, or one has a label that is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to labels.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public static MultiLabelClassifier Train(
        string model, IReadOnlyList<MultiLabelText> examples, int labelCount, ulong seed, FineTuningOptions? options = null,
        IReadOnlyList<MultiLabelText>? validation = null, HubOptions? hub = null, float threshold = DefaultThreshold, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        Check(examples, validation, labelCount, threshold, nameof(examples));
        options ??= new FineTuningOptions();
        var (trained, summary) = SequenceTraining.Run(
            TaskName, model, Head(labelCount), examples, validation, seed, options, hub, (_, _) => Goal(labelCount, threshold, options), cancellationToken);
        return new MultiLabelClassifier(trained) { Summary = summary };
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same probabilities, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static MultiLabelClassifier FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name) =>
        new(SequenceModel.FromEntries(entries, name, TaskName, Head));

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, <c>task.json</c>, and <c>README.md</c>, the model card.
    /// </summary>
    /// <param name="labelNames">The name of each label.</param>
    /// <exception cref="ArgumentException">There is not one name for each label.</exception>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive(IReadOnlyList<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(labelNames);
        if (labelNames.Count != LabelCount)
            throw new ArgumentException($"Expected a name for each of the {LabelCount} labels; got {labelNames.Count}.", nameof(labelNames));
        return _model.ToEntries(TaskName, labelNames);
    }

    /// <summary>The probability of each label, for each text or pair of texts.</summary>
    /// <param name="texts">The texts; null is read as empty. A pair whose second text is null is read as one text.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns><i>Shape:</i> [texts, labels], row-major; each from 0 to 1, on its own.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[] Predict(IReadOnlyList<(string? Text, string? Pair)> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var probabilities = _model.Score(_model.Tokenize(texts), threads, cancellationToken);
        Sigmoid(probabilities);
        return probabilities;
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>A classifier by one of several heads on an encoder that stays its owner's.</summary>
    internal static MultiLabelClassifier View(TunedModel model, int? maximumLength) => new(SequenceModel.Create(model, maximumLength));

    /// <summary>Learning of labels.</summary>
    /// <param name="labelCount">The number of labels.</param>
    /// <param name="threshold">The probability from which a label is predicted.</param>
    /// <param name="options">How it is trained.</param>
    internal static SequenceGoal<MultiLabelText> Goal(int labelCount, float threshold, FineTuningOptions options) => new(
        HeadLoss.ManyLabels, example => (example.Text, example.Pair),
        (example, tokens, isTrained) => new SequenceExample(tokens) { Targets = Targets(example.Labels, labelCount, isTrained ? options.LabelSmoothing : 0) },
        (scores, kept) => Measure(scores, kept, threshold))
    {
        MeasureSettings = FormattableString.Invariant($"{threshold:R}"),
    };

    /// <summary>Refuses examples from which nothing can be learned.</summary>
    /// <exception cref="ArgumentException">None of the examples has a label, or one has a label that is not there; or the threshold is outside its range.</exception>
    internal static void Check(IReadOnlyList<MultiLabelText> examples, IReadOnlyList<MultiLabelText>? validation, int labelCount, float threshold, string parameter)
    {
        if (threshold is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be above 0 and below 1.");
        CheckLabels(examples, labelCount, parameter);
        CheckLabels(validation ?? [], labelCount, nameof(validation));
        if (examples.All(example => example.Labels.Count == 0))
            throw new ArgumentException(examples.Count == 0 ? "There are no examples to train on." : $"None of the {examples.Count} examples has a label; there is nothing to learn.", parameter);
    }

    internal static TunedHead Head(int labelCount) => new(Objective.SequenceClassification, labelCount, "multi_label_classification");

    // Number by number: what a probability is must not depend on where in a vector it stands.
    private static void Sigmoid(float[] scores)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] = (float)(1 / (1 + Math.Exp(-(double)scores[i])));
    }

    private static float[] Targets(IReadOnlyList<int> labels, int labelCount, float smoothing)
    {
        var targets = new float[labelCount];
        foreach (var label in labels)
            targets[label] = 1;
        // Of the yes or no of each label, a part goes to both alike.
        return Array.ConvertAll(targets, target => (1 - smoothing) * target + smoothing / 2);
    }

    private static ValidationResult Measure(float[] scores, IReadOnlyList<SequenceExample> examples, float threshold)
    {
        float[] targets = [.. examples.SelectMany(example => example.Targets.ToArray())];
        // -t·ln σ(z) - (1-t)·ln(1 - σ(z)), without a power that overflows.
        var loss = scores.Zip(targets, (z, t) => Math.Max(z, 0.0) - z * t + Math.Log(1 + Math.Exp(-Math.Abs(z)))).Sum();
        Sigmoid(scores);
        return new ValidationResult(loss / scores.Length, "micro-F1", MultiLabelMetrics.Of(scores, targets, scores.Length / examples.Count, threshold).MicroF1);
    }

    private static void CheckLabels(IReadOnlyList<MultiLabelText> examples, int labelCount, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            foreach (var label in examples[i].Labels)
            {
                if ((uint)label >= (uint)labelCount)
                    throw new ArgumentException($"Example {i} has the label {label}; there are the labels 0 to {labelCount - 1}.", parameter);
            }
        }
    }
}

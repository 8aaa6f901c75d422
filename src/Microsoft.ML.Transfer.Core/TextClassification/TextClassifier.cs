using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Gives each text, or pair of texts, the probability of each class: a fine-tuned encoder with its head and tokenizer. Immutable, and safe to share between threads; the
/// probabilities of a text are the same bits whichever texts they are computed with, on any number of threads.
/// </summary>
public sealed partial class TextClassifier : IDisposable
{
    internal const string TaskName = "text-classification";

    private readonly SequenceModel _model;

    private TextClassifier(SequenceModel model) => _model = model;

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Tuned.Name;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _model.ScoreCount;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Tuned.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => _model.Tuned.Card ?? "";

    /// <summary>How the training went; null when restored.</summary>
    public FineTuningSummary? Summary { get; private init; }

    /// <summary>The names of the classes where the model was loaded from a checkpoint, which has them, or is one of several tasks whose classes have names; empty elsewhere.</summary>
    public IReadOnlyList<string> ClassNames { get; private init; } = [];

    internal TunedModel Tuned => _model.Tuned;

    /// <summary>Fine-tunes a pre-trained model to classes. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from, of at least two classes.</param>
    /// <param name="classCount">The number of classes, at least 2.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when left out.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.
    /// </param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">The examples are of fewer than two classes, or of one that is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes, or have no place for the adaptation.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static TextClassifier Train(
        string model, IReadOnlyList<ClassifiedText> examples, int classCount, ulong seed, FineTuningOptions? options = null,
        IReadOnlyList<ClassifiedText>? validation = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        Check(examples, validation, classCount, nameof(examples));
        options ??= new FineTuningOptions();
        var (trained, summary) = SequenceTraining.Run(
            TaskName, model, Head(classCount), examples, validation, seed, options, hub,
            (_, training) => Goal(training, classCount, options), cancellationToken);
        return new TextClassifier(trained) { Summary = summary };
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same probabilities, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static TextClassifier FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name) =>
        new(SequenceModel.FromEntries(entries, name, TaskName, Head));

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, <c>task.json</c>, <c>README.md</c>, the model card, and <c>adapter.safetensors</c> where an adaptation put in what cannot be merged.
    /// </summary>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="ArgumentException">There is not one name for each class.</exception>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count != ClassCount)
            throw new ArgumentException($"Expected a name for each of the {ClassCount} classes; got {classNames.Count}.", nameof(classNames));
        return _model.ToEntries(TaskName, classNames);
    }

    /// <summary>The probability of each class, for each text or pair of texts.</summary>
    /// <param name="texts">The texts; null is read as empty. A pair whose second text is null is read as one text.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns><i>Shape:</i> [texts, classes], row-major; each row adds up to 1.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[] Predict(IReadOnlyList<(string? Text, string? Pair)> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var probabilities = _model.Score(_model.Tokenize(texts), threads, cancellationToken);
        SoftMax(probabilities, ClassCount);
        return probabilities;
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    internal static TunedHead Head(int classCount) => new(Objective.SequenceClassification, classCount, "single_label_classification");

    /// <summary>A classifier by one of several heads on an encoder that stays its owner's.</summary>
    internal static TextClassifier View(TunedModel model, int? maximumLength, IReadOnlyList<string> classNames) => new(SequenceModel.Create(model, maximumLength)) { ClassNames = classNames };

    /// <summary>Learning of classes.</summary>
    /// <param name="training">The examples that are trained on.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="options">How it is trained.</param>
    internal static SequenceGoal<ClassifiedText> Goal(IReadOnlyList<ClassifiedText> training, int classCount, FineTuningOptions options) =>
        new(HeadLoss.OneClass, example => (example.Text, example.Pair), (example, tokens, _) => new SequenceExample(tokens) { Class = example.Class }, Measure)
        {
            LabelSmoothing = options.LabelSmoothing,
            ClassWeights = options.ClassWeighting == ClassWeighting.Balanced ? ClassWeights.Balanced(training.Select(example => example.Class), classCount) : [],
        };

    /// <summary>Refuses examples from which nothing can be learned.</summary>
    /// <exception cref="ArgumentException">The examples are of fewer than two classes, or of one that is not there.</exception>
    internal static void Check(IReadOnlyList<ClassifiedText> examples, IReadOnlyList<ClassifiedText>? validation, int classCount, string parameter)
    {
        CheckClasses(examples, classCount, parameter);
        CheckClasses(validation ?? [], classCount, nameof(validation));
        if (examples.Select(example => example.Class).Distinct().Take(2).Count() < 2)
            throw new ArgumentException(examples.Count == 0 ? "There are no examples to train on." : $"All {examples.Count} examples have the class {examples[0].Class}; a classifier needs at least two classes.", parameter);
    }

    private static void SoftMax(float[] scores, int classCount)
    {
        for (var row = 0; row < scores.Length; row += classCount)
        {
            var logits = scores.AsSpan(row, classCount);
            // The largest is taken off first, so that no power overflows.
            TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
            TensorPrimitives.SoftMax(logits, logits);
        }
    }

    private static ValidationResult Measure(float[] scores, IReadOnlyList<SequenceExample> examples)
    {
        var classCount = scores.Length / examples.Count;
        SoftMax(scores, classCount);
        var (loss, right) = (0.0, 0);
        for (var i = 0; i < examples.Count; i++)
        {
            var row = scores.AsSpan(i * classCount, classCount);
            loss -= Math.Log(Math.Max(row[examples[i].Class], float.Epsilon));
            right += TensorPrimitives.IndexOfMax<float>(row) == examples[i].Class ? 1 : 0;
        }
        return new ValidationResult(loss / examples.Count, "accuracy", (double)right / examples.Count);
    }

    private static void CheckClasses(IReadOnlyList<ClassifiedText> examples, int classCount, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if ((uint)examples[i].Class >= (uint)classCount)
                throw new ArgumentException($"Example {i} has the class {examples[i].Class}; there are the classes 0 to {classCount - 1}.", parameter);
        }
    }
}

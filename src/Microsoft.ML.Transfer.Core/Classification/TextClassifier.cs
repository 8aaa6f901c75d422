using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Gives each text, or pair of texts, the probability of each class: a fine-tuned encoder with its head and tokenizer. Immutable, and safe to share between threads; the
/// probabilities of a text are the same bits whichever texts they are computed with, on any number of threads.
/// </summary>
public sealed class TextClassifier : IDisposable
{
    private const string SettingsName = "classification.json";

    private readonly ClassifierModel _model;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly SequenceScorer _scorer;
    private readonly int? _maximumLength;

    internal TextClassifier(ClassifierModel model, int? maximumLength)
    {
        _model = model;
        _maximumLength = maximumLength;
        var limit = Math.Min(maximumLength ?? int.MaxValue, Math.Min(model.Model.Encoder.Config.MaximumPositions, model.Tokenizer.ModelMaxLength ?? int.MaxValue));
        var special = model.Tokenizer.SpecialTokenCount(pair: true);
        if (limit < special + 2)
            throw new ArgumentOutOfRangeException(nameof(maximumLength), limit, $"A maximum length of {limit} tokens leaves no room beside the special tokens; it must be at least {special + 2}.");
        _tokenizer = model.Tokenizer.With(new TruncationOptions(limit), padding: null);
        _scorer = new SequenceScorer(model.Model.Encoder, model.Head);
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Name;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _model.Head.ScoreCount;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Notice;

    internal ClassifierModel Model => _model;

    /// <summary>Fine-tunes a pre-trained model to classes. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from, of at least two classes.</param>
    /// <param name="classCount">The number of classes, at least 2.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when left out.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">The examples are of fewer than two classes, or of one that is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static TextClassifier Train(
        string model, IReadOnlyList<ClassifiedText> examples, int classCount, ulong seed, FineTuningOptions? options = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        CheckClasses(examples, classCount);
        options ??= new FineTuningOptions();
        var loaded = ClassifierModel.LoadNew(model, classCount, seed, hub, options.Adaptation);
        try
        {
            var classifier = new TextClassifier(loaded, options.MaximumLength);
            new ClassifierTraining(classifier, options, seed).Run(examples, cancellationToken);
            return classifier;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same probabilities, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static TextClassifier FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var archive = new EmbedderArchive(entries);
        var saved = SavedClassifier.Read(archive.Require(SettingsName, name), $"{name}/{SettingsName}");
        var model = ClassifierModel.FromEntries(archive, name, saved);
        try
        {
            return new TextClassifier(model, saved.MaximumLength);
        }
        catch (ArgumentOutOfRangeException e)
        {
            model.Dispose();
            throw new InvalidDataException($"{name}/{SettingsName}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, and <c>classification.json</c>.
    /// </summary>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="ArgumentException">There is not one name for each class.</exception>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count != ClassCount)
            throw new ArgumentException($"Expected a name for each of the {ClassCount} classes; got {classNames.Count}.", nameof(classNames));
        var entries = _model.ToEntries(classNames);
        entries.Add(SettingsName, new SavedClassifier(_model.Name, ClassCount, _maximumLength, _model.LowerCase).Write());
        return entries;
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
        return Predict(Tokenize(texts), threads, cancellationToken);
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    internal float[] Predict(IReadOnlyList<TextWindow> sequences, int? threads, CancellationToken cancellationToken)
    {
        var scores = new float[sequences.Count * ClassCount];
        if (sequences.Count > 0)
            _scorer.Score(sequences, scores, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken });
        for (var row = 0; row < sequences.Count; row++)
        {
            var logits = scores.AsSpan(row * ClassCount, ClassCount);
            // The largest is taken off first, so that no power overflows.
            TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
            TensorPrimitives.SoftMax(logits, logits);
        }
        return scores;
    }

    internal IReadOnlyList<TextWindow> Tokenize(IReadOnlyList<(string? Text, string? Pair)> texts)
    {
        var encodings = _tokenizer.EncodePairs([.. texts.Select(text => (Prepare(text.Text) ?? "", Prepare(text.Pair)))]);
        return [.. encodings.Select((encoding, i) => new TextWindow(i, encoding.Ids, encoding.TypeIds, Weight: 1f))];
    }

    private string? Prepare(string? text) => _model.LowerCase ? text?.ToLowerInvariant() : text;

    private static void CheckClasses(IReadOnlyList<ClassifiedText> examples, int classCount)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if ((uint)examples[i].Class >= (uint)classCount)
                throw new ArgumentException($"Example {i} has the class {examples[i].Class}; there are the classes 0 to {classCount - 1}.", nameof(examples));
        }
        if (examples.Select(example => example.Class).Distinct().Take(2).Count() < 2)
            throw new ArgumentException(examples.Count == 0 ? "There are no examples to train on." : $"All {examples.Count} examples have the class {examples[0].Class}; a classifier needs at least two classes.", nameof(examples));
    }
}

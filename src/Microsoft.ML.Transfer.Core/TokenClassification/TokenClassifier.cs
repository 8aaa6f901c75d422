using System.Globalization;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Gives each word of a text its class, such as a part of speech or a part of a named entity: a fine-tuned encoder with its head and tokenizer. Immutable, and safe to share
/// between threads; what is said of a text is the same bits whichever texts it is computed with, on any number of threads.
/// </summary>
/// <remarks>
/// A word that the tokenizer divides is predicted by its first token (Devlin et al., 2019). A text too long for the encoder is read in several windows, cut between words, so
/// that each word is predicted. A word that leaves no token, such as an empty one, gets the class <c>O</c>, or where there is none the most frequent class of the training.
/// </remarks>
public sealed class TokenClassifier : IDisposable
{
    private readonly TokenModel _model;

    private TokenClassifier(TokenModel model) => _model = model;

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _model.Tuned.Name;

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> ClassNames => _model.ClassNames;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _model.Tuned.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => _model.Tuned.Card ?? "";

    /// <summary>How the training went; null when it was not trained here.</summary>
    public FineTuningSummary? Summary { get; private init; }

    internal TokenModel Model => _model;

    /// <summary>Fine-tunes a pre-trained model to the classes of words. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">What to learn from, with words of at least two classes.</param>
    /// <param name="classNames">
    /// The name of each class, at least two. Where all are <c>O</c> or begin with <c>B-</c>, <c>I-</c>, <c>E-</c> or <c>S-</c>, the best epoch is chosen by the F1 of whole
    /// entities, else by the accuracy.
    /// </param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when left out. A batch has so many texts, or windows of long ones.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.
    /// </param>
    /// <param name="pieces">Which tokens of a word learn its label.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">An example has not one label for each word, or a class that is not there; or fewer than two classes are labelled.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes of tokens, or have no place for the adaptation.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public static TokenClassifier Train(
        string model, IReadOnlyList<TaggedWords> examples, IReadOnlyList<string> classNames, ulong seed, FineTuningOptions? options = null,
        IReadOnlyList<TaggedWords>? validation = null, LabeledPieces pieces = LabeledPieces.First, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(classNames);
        Check(examples, validation, classNames, pieces, nameof(examples));
        options ??= new FineTuningOptions();
        var loaded = TokenModel.LoadNew(model, classNames, MostFrequent(examples, classNames), seed, options, hub);
        try
        {
            var summary = Prepare(loaded, examples, validation, pieces, seed, options, cancellationToken).Run(loaded.Tuned, options, seed, cancellationToken);
            return new TokenClassifier(loaded) { Summary = loaded.Tuned.Finish(TokenModel.TaskName, options, seed, summary, cancellationToken) };
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Loads a checkpoint that was fine-tuned to classes of tokens elsewhere.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub. Its <c>architectures</c> name a class for token classification, its <c>id2label</c> the classes.</param>
    /// <param name="maximumLength">The most tokens that are read at once, special tokens included; the model's own limit where null.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a word.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the model has no such head.</exception>
    /// <exception cref="NotSupportedException">Models of this family have no such head.</exception>
    public static TokenClassifier Load(string model, int? maximumLength = null, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return new TokenClassifier(TokenModel.Load(model, maximumLength, hub));
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same predictions, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static TokenClassifier FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name) => new(TokenModel.FromEntries(entries, name));

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout with the classes in <c>id2label</c>, <c>task.json</c>, <c>README.md</c>, the model card, and <c>adapter.safetensors</c> where an
    /// adaptation put in what cannot be merged into the weights.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive() => _model.ToEntries();

    /// <summary>The class of each word.</summary>
    /// <param name="texts">The words of each text; null is read as empty.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns>One for each text, in their order, with as many classes as it has words.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<PredictedWords> Predict(IReadOnlyList<IReadOnlyList<string?>> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        int[][] classes = [.. texts.Select(words => new int[words.Count])];
        float[][] probabilities = [.. texts.Select(words => new float[words.Count])];
        foreach (var words in classes)
            Array.Fill(words, _model.DefaultClass);
        var windows = _model.Tokenize(texts, threads, cancellationToken);
        _model.Score(
            [.. windows.Select(window => window.Sequence)],
            (i, scores) => _model.Choose(windows[i], scores, classes[windows[i].Sequence.Text], probabilities[windows[i].Sequence.Text]),
            threads, cancellationToken);
        return [.. classes.Zip(probabilities, (c, p) => new PredictedWords(c, p))];
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>A classifier by one of several heads on an encoder that stays its owner's.</summary>
    internal static TokenClassifier View(TunedModel model, IReadOnlyList<string> classNames, int? maximumLength, int defaultClass) =>
        new(TokenModel.Create(model, classNames, maximumLength, defaultClass));

    /// <summary>Refuses examples from which nothing can be learned.</summary>
    /// <exception cref="ArgumentException">An example has not one label for each word, or a class that is not there; or fewer than two classes are labelled.</exception>
    internal static void Check(IReadOnlyList<TaggedWords> examples, IReadOnlyList<TaggedWords>? validation, IReadOnlyList<string> classNames, LabeledPieces pieces, string parameter)
    {
        if (classNames.Count < 2)
            throw new ArgumentException($"There are {classNames.Count} class names; a classifier needs at least two classes.", nameof(classNames));
        if (!Enum.IsDefined(pieces))
            throw new ArgumentOutOfRangeException(nameof(pieces), pieces, "It must be First or All.");
        var counts = Count(examples, classNames, parameter);
        if (validation is not null && Count(validation, classNames, nameof(validation)).Sum() == 0)
            throw new ArgumentException($"None of the words of the {validation.Count} examples has a label.", nameof(validation));
        if (counts.Count(count => count > 0) < 2)
            throw new ArgumentException(NothingToLearn(examples.Count, counts, classNames), parameter);
    }

    /// <summary>The class of the most words.</summary>
    internal static int MostFrequent(IReadOnlyList<TaggedWords> examples, IReadOnlyList<string> classNames)
    {
        var counts = Count(examples, classNames, nameof(examples));
        return Array.IndexOf(counts, counts.Max());
    }

    /// <summary>Divides the examples into those that are trained on and those that are kept out, and tokenizes them.</summary>
    /// <exception cref="ArgumentException">The tokenizer leaves nothing of them.</exception>
    internal static PreparedTask<TokenExample, LabeledBatch> Prepare(
        TokenModel model, IReadOnlyList<TaggedWords> examples, IReadOnlyList<TaggedWords>? validation, LabeledPieces pieces, ulong seed, FineTuningOptions options, CancellationToken cancellation)
    {
        var (training, keptOut) = validation is null ? ExampleSplit.Draw(Labelled(examples), options.ValidationShare, seed) : (Labelled(examples), Labelled(validation));
        IReadOnlyList<TokenExample> windows = [.. Read(model, training, pieces, options.Threads, cancellation).Where(example => example.HasLabels)];
        if (windows.Count == 0)
            throw new ArgumentException("The tokenizer leaves nothing of the words that have labels.", nameof(examples));
        var labels = windows.SelectMany(window => window.Labels).Where(label => label >= 0);
        var weights = options.ClassWeighting == ClassWeighting.Balanced ? ClassWeights.Balanced(labels, model.ClassNames.Count) : [];
        var loss = new HeadTask(model.Tuned.Model, model.Tuned.Head, HeadLoss.OneClass, options.LabelSmoothing, weights);
        return new(new TokenTask(model, loss), windows, Read(model, keptOut, pieces, options.Threads, cancellation));
    }

    private static TaggedWords[] Labelled(IReadOnlyList<TaggedWords> examples) => [.. examples.Where(example => example.Labels.Any(label => label != TaggedWords.NoLabel))];

    private static IReadOnlyList<TokenExample> Read(TokenModel model, IReadOnlyList<TaggedWords> examples, LabeledPieces pieces, int? threads, CancellationToken cancellation) =>
        [.. model.Tokenize([.. examples.Select(example => example.Words)], threads, cancellation).Select(window => TokenExample.Create(window, examples[window.Sequence.Text], pieces))];

    /// <summary>How many words there are of each class.</summary>
    private static int[] Count(IReadOnlyList<TaggedWords> examples, IReadOnlyList<string> classNames, string parameter)
    {
        var counts = new int[classNames.Count];
        for (var i = 0; i < examples.Count; i++)
        {
            var (words, labels) = examples[i];
            if (words.Count != labels.Count)
                throw new ArgumentException($"Example {i} has {words.Count} words, but {labels.Count} labels.", parameter);
            for (var word = 0; word < words.Count; word++)
            {
                if (labels[word] == TaggedWords.NoLabel)
                    continue;
                if ((uint)labels[word] >= (uint)counts.Length)
                    throw new ArgumentException($"Word {word} of example {i}, '{words[word]}', has the class {labels[word]}; there are the classes 0 to {counts.Length - 1}.", parameter);
                counts[labels[word]]++;
            }
        }
        return counts;
    }

    private static string NothingToLearn(int examples, int[] counts, IReadOnlyList<string> classNames)
    {
        if (examples == 0)
            return "There are no examples to train on.";
        var only = Array.FindIndex(counts, count => count > 0);
        return only < 0
            ? $"None of the words of the {examples} examples has a label."
            : string.Create(CultureInfo.InvariantCulture, $"All {counts[only]} labelled words of the {examples} examples have the class '{classNames[only]}'; a classifier needs at least two classes.");
    }
}

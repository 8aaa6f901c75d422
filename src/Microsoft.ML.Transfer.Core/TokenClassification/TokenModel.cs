using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>An encoder with a head that scores each token, with the names of its classes. Safe to share between threads.</summary>
internal sealed class TokenModel : IDisposable
{
    /// <summary>What an archive calls the task.</summary>
    public const string TaskName = "token-classification";

    // The class of words outside of all entities, in every scheme of tags.
    private const string Outside = "O";

    private readonly WordWindows _windows;
    private readonly TokenScorer _scorer;
    private readonly int? _maximumLength;

    private TokenModel(TunedModel tuned, IReadOnlyList<string> classNames, int? maximumLength, int defaultClass)
    {
        (Tuned, ClassNames, DefaultClass, _maximumLength) = (tuned, classNames, defaultClass, maximumLength);
        _windows = new WordWindows(tuned.TokenizerFor(maximumLength), tuned.Prepare);
        _scorer = new TokenScorer(tuned.Model.Encoder, tuned.Head);
    }

    /// <summary>The encoder and the head, owned.</summary>
    public TunedModel Tuned { get; }

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of words that leave no token.</summary>
    public int DefaultClass { get; }

    /// <summary>Loads a pre-trained encoder with a new head.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="mostFrequent">The class of words that leave no token, where no class is called O.</param>
    /// <param name="seed">Where the weights of the head come from.</param>
    /// <param name="options">The most tokens that are read at once, and how the model is adapted.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a word.</exception>
    public static TokenModel LoadNew(string model, IReadOnlyList<string> classNames, int mostFrequent, ulong seed, FineTuningOptions options, HubOptions? hub) =>
        Create(TunedModel.LoadNew(model, Head(classNames.Count), seed, hub, options), classNames, options.MaximumLength, DefaultOf(classNames) ?? mostFrequent);

    /// <summary>Loads a checkpoint that has such a head.</summary>
    /// <exception cref="InvalidDataException">It has none.</exception>
    public static TokenModel Load(string model, int? maximumLength, HubOptions? hub)
    {
        var (tuned, names) = TunedModel.LoadTuned(model, Objective.TokenClassification, hub);
        return Create(tuned, names, maximumLength, DefaultOf(names) ?? 0);
    }

    /// <summary>Restores what <see cref="ToEntries"/> wrote.</summary>
    /// <exception cref="InvalidDataException">An entry is missing or malformed, or the model does something else.</exception>
    public static TokenModel FromEntries(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string archive)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var files = new EmbedderArchive(entries);
        var settings = $"{archive}/{SavedTask.EntryName}";
        var saved = SavedTask.Read(files.Require(SavedTask.EntryName, archive), settings, TaskName);
        if (saved.DefaultClass is not { } defaultClass || (uint)defaultClass >= (uint)saved.ScoreCount)
            throw new InvalidDataException($"{settings}: the default class is {saved.DefaultClass}; it must be one of the {saved.ScoreCount} classes.");
        var tuned = TunedModel.FromEntries(files, archive, saved, Head(saved.ScoreCount));
        try
        {
            return Create(tuned, tuned.ScoreNames(), saved.MaximumLength, defaultClass);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"{settings}: {e.Message}", e);
        }
    }

    /// <summary>Everything that is needed to restore this object: a checkpoint in the Hugging Face layout, and <see cref="SavedTask.EntryName"/>.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> ToEntries()
    {
        var entries = Tuned.ToEntries(ClassNames);
        entries.Add(SavedTask.EntryName, new SavedTask(TaskName, Tuned.Name, ClassNames.Count, _maximumLength, Tuned.LowerCase, Tuned.Adapter?.ToString()) { DefaultClass = DefaultClass }.Write());
        return entries;
    }

    /// <summary>The tokens of texts that are given as words, in windows that the encoder can read.</summary>
    public IReadOnlyList<TokenWindow> Tokenize(IReadOnlyList<IReadOnlyList<string?>> texts, int? threads, CancellationToken cancellation) => _windows.Cut(texts, threads, cancellation);

    /// <summary>The scores (logits) of each token, as <see cref="TokenScorer"/> gives them. They do not depend on the number of threads.</summary>
    public void Score(IReadOnlyList<TextWindow> sequences, Action<int, ReadOnlySpan<float>> take, int? threads, CancellationToken cancellation) =>
        _scorer.Score(sequences, take, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation });

    /// <summary>The class of each word by the scores of a window's tokens; those of other windows stay as they are.</summary>
    /// <param name="window">The tokens.</param>
    /// <param name="scores"><i>Shape:</i> [tokens, classes], row-major.</param>
    /// <param name="classes">The class of each word of the text.</param>
    /// <param name="probabilities">The probability of that class; empty where it is not asked for.</param>
    public void Choose(TokenWindow window, ReadOnlySpan<float> scores, Span<int> classes, Span<float> probabilities)
    {
        Span<float> distribution = probabilities.IsEmpty ? [] : new float[ClassNames.Count];
        for (var token = 0; token < window.Words.Length; token++)
        {
            if (!window.IsFirstPiece(token))
                continue;
            var word = window.Words[token];
            var row = scores.Slice(token * ClassNames.Count, ClassNames.Count);
            classes[word] = TensorPrimitives.IndexOfMax(row);
            if (probabilities.IsEmpty)
                continue;
            // The largest is taken off first, so that no power overflows.
            TensorPrimitives.Subtract(row, row[classes[word]], distribution);
            TensorPrimitives.SoftMax(distribution, distribution);
            probabilities[word] = distribution[classes[word]];
        }
    }

    public void Dispose() => Tuned.Dispose();

    internal static TunedHead Head(int classCount) => new(Objective.TokenClassification, classCount);

    /// <summary>The class of words outside of all entities; null where there is none.</summary>
    internal static int? DefaultOf(IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(Outside, StringComparison.Ordinal))
                return i;
        }
        return null;
    }

    /// <summary>Takes over a model; it is disposed where that fails.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a word.</exception>
    internal static TokenModel Create(TunedModel tuned, IReadOnlyList<string> classNames, int? maximumLength, int defaultClass)
    {
        try
        {
            return new TokenModel(tuned, classNames, maximumLength, defaultClass);
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}

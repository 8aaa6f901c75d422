using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>A fine-tuned encoder with a head that scores texts, or pairs of texts, as a whole: what all tasks of that kind are made of. Safe to share between threads.</summary>
internal sealed class SequenceModel : IDisposable
{
    private readonly PretrainedTokenizer _tokenizer;
    private readonly SequenceScorer _scorer;
    private readonly int? _maximumLength;

    private SequenceModel(TunedModel tuned, int? maximumLength)
    {
        (Tuned, _maximumLength) = (tuned, maximumLength);
        _tokenizer = tuned.TokenizerFor(maximumLength);
        _scorer = new SequenceScorer(tuned.Model.Encoder, tuned.Head);
    }

    /// <summary>The encoder and the head, owned.</summary>
    public TunedModel Tuned { get; }

    /// <summary>The number of scores of each text.</summary>
    public int ScoreCount => Tuned.Head.ScoreCount;

    /// <summary>Loads a pre-trained encoder with a new head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a text.</exception>
    public static SequenceModel LoadNew(string model, TunedHead head, ulong seed, FineTuningOptions options, HubOptions? hub) =>
        Create(TunedModel.LoadNew(model, head, seed, hub, options), options.MaximumLength);

    /// <summary>Restores what <see cref="ToEntries"/> wrote.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="archive">What error messages call the archive.</param>
    /// <param name="task">What the model does.</param>
    /// <param name="head">The head, by its number of scores.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed, or the model does something else.</exception>
    public static SequenceModel FromEntries(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string archive, string task, Func<int, TunedHead> head)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var files = new EmbedderArchive(entries);
        var settings = $"{archive}/{SavedTask.EntryName}";
        var saved = SavedTask.Read(files.Require(SavedTask.EntryName, archive), settings, task);
        try
        {
            return Create(TunedModel.FromEntries(files, archive, saved, head(saved.ScoreCount)), saved.MaximumLength);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"{settings}: {e.Message}", e);
        }
    }

    /// <summary>Everything that is needed to restore this object: a checkpoint in the Hugging Face layout, and <see cref="SavedTask.EntryName"/>.</summary>
    /// <param name="task">What the model does.</param>
    /// <param name="names">The name of each score; none where they have none.</param>
    public Dictionary<string, ReadOnlyMemory<byte>> ToEntries(string task, IReadOnlyList<string> names)
    {
        var entries = Tuned.ToEntries(names);
        entries.Add(SavedTask.EntryName, new SavedTask(task, Tuned.Name, ScoreCount, _maximumLength, Tuned.LowerCase, Tuned.Adapter?.ToString()).Write());
        return entries;
    }

    /// <summary>The tokens of texts, and of pairs whose second text is not null.</summary>
    public IReadOnlyList<TextWindow> Tokenize(IReadOnlyList<(string? Text, string? Pair)> texts)
    {
        var encodings = _tokenizer.EncodePairs([.. texts.Select(text => (Tuned.Prepare(text.Text), text.Pair is null ? null : Tuned.Prepare(text.Pair)))]);
        return [.. encodings.Select((encoding, i) => new TextWindow(i, encoding.Ids, encoding.TypeIds, Weight: 1f))];
    }

    /// <summary>The scores (logits). <i>Shape:</i> [sequences, scores], row-major.</summary>
    /// <param name="sequences">The tokens.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[] Score(IReadOnlyList<TextWindow> sequences, int? threads, CancellationToken cancellation)
    {
        var scores = new float[sequences.Count * ScoreCount];
        if (sequences.Count > 0)
            _scorer.Score(sequences, scores, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation });
        return scores;
    }

    public void Dispose() => Tuned.Dispose();

    /// <summary>Takes over a model; it is disposed where that fails.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a text.</exception>
    public static SequenceModel Create(TunedModel tuned, int? maximumLength)
    {
        try
        {
            return new SequenceModel(tuned, maximumLength);
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}

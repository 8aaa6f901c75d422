using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>
/// A masked language model: fills in the places of a text, answers facts that are asked as such places, and says how likely a text is. Immutable, and safe to share between threads; what it says of a
/// text is the same whichever texts it is computed with, on any number of threads.
/// </summary>
/// <remarks>A place is written as the model's own mask token, such as <c>&lt;mask&gt;</c>, or as <c>[MASK]</c> for any model. Of a text that is too long for the model, what stands round each place is read.</remarks>
public sealed class MaskedLanguageModel : ILanguageModel
{
    private const string TaskName = "masked-language-model";

    private readonly TunedModel _tuned;
    private readonly SequenceWindows _windows;
    private readonly MaskFilling _filling;
    private readonly PseudoLikelihood _likelihood;

    private MaskedLanguageModel(TunedModel tuned)
    {
        var maskId = tuned.Tokenizer.MaskTokenId ?? throw new InvalidDataException($"{tuned.Name}: the tokenizer has no mask token, [MASK] or <mask>.");
        var scorer = new RowScorer(tuned.Model.Encoder, tuned.Head);
        _tuned = tuned;
        _windows = new SequenceWindows(tuned.Tokenizer, Math.Min(tuned.Model.Encoder.Config.MaximumPositions, tuned.Tokenizer.ModelMaxLength ?? int.MaxValue));
        _filling = new MaskFilling(tuned, maskId, _windows, scorer);
        _likelihood = new PseudoLikelihood(maskId, _windows, scorer);
        MaskToken = tuned.Tokenizer.IdToToken(maskId)!;
    }

    /// <inheritdoc/>
    public string ModelName => _tuned.Name;

    /// <summary>The model's own token for a place to fill in.</summary>
    public string MaskToken { get; }

    /// <summary>Loads a checkpoint with the head of a masked language model.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub (<c>organization/name</c>).</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or it lacks the head or the mask token.</exception>
    public static MaskedLanguageModel Load(string model, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return Own(TunedModel.LoadTuned(model, Objective.MaskedLanguageModel, hub).Model);
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same answers, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static MaskedLanguageModel FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var files = new EmbedderArchive(entries);
        var saved = SavedTask.Read(files.Require(SavedTask.EntryName, name), $"{name}/{SavedTask.EntryName}", TaskName);
        return Own(TunedModel.FromEntries(files, name, saved, new TunedHead(Objective.MaskedLanguageModel, saved.ScoreCount)));
    }

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint in the Hugging Face layout, and <c>task.json</c>.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive()
    {
        var entries = _tuned.ToEntries([]);
        entries.Add(SavedTask.EntryName, new SavedTask(TaskName, _tuned.Name, _tuned.Head.ScoreCount, MaximumLength: null, _tuned.LowerCase).Write());
        return entries;
    }

    /// <summary>The most likely words for each place of each text. Several places of one text are filled in independently of each other.</summary>
    /// <param name="texts">The texts; null is read as empty.</param>
    /// <param name="count">How many words for each place, at least 1.</param>
    /// <param name="candidates">What may stand there.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <returns>For each text its places in their order, none where it has none.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<FilledMask>> Fill(
        IReadOnlyList<string?> texts, int count = 5, MaskCandidates candidates = MaskCandidates.Words, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _filling.Fill([.. texts.Select(_filling.Read)], count, candidates, Parallel(threads, cancellationToken));
    }

    /// <summary>How often the model knows facts that are asked as a place to fill in (Petroni et al., 2019).</summary>
    /// <param name="facts">The facts. Those whose answer is no single token of the model's vocabulary cannot be asked so; they are counted apart.</param>
    /// <param name="count">The k of the precision at k, at least 1.</param>
    /// <param name="candidates">Among what an answer is ranked.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">A fact has no place, or several.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public ClozeReport Ask(
        IReadOnlyList<ClozeFact> facts, int count = 10, MaskCandidates candidates = MaskCandidates.Words, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (texts, ids, places) = (new List<MaskedText>(), new List<int>(), new List<int>());
        for (var i = 0; i < facts.Count; i++)
        {
            var text = _filling.Read(facts[i].Text);
            if (text.Places.Count != 1)
                throw new ArgumentException($"Fact {i}, '{facts[i].Text}', has {text.Places.Count} places to fill in; it must have one, written {MaskedText.AnyMask}.", nameof(facts));
            if (_filling.TokenOf(text, facts[i].Answer) is not { } id)
                continue;
            texts.Add(text);
            ids.Add(id);
            places.Add(i);
        }
        var found = _filling.Ranks(texts, ids, candidates, Parallel(threads, cancellationToken));
        var ranks = new int?[facts.Count];
        for (var i = 0; i < found.Length; i++)
            ranks[places[i]] = found[i];
        return ClozeReport.Of(facts, ranks, count);
    }

    /// <summary>
    /// The pseudo-log-likelihood of each text (Salazar et al., 2020): each token is masked once, alone. <see cref="TextLikelihood.Perplexity"/> is then the pseudo-perplexity. It costs a pass for
    /// each token. A text that is longer than the model reads is cut into parts, in which a token does not see the other parts.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<TextLikelihood> Score(IReadOnlyList<string?> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _likelihood.Score([.. texts.Select(text => _windows.Read(_tuned.Prepare(text)))], Parallel(threads, cancellationToken));
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _tuned.Dispose();

    private static ParallelOptions Parallel(int? threads, CancellationToken cancellation) => new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };

    private static MaskedLanguageModel Own(TunedModel tuned)
    {
        try
        {
            return new MaskedLanguageModel(tuned);
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}

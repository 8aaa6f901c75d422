using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Computes what stands in the places of texts. Immutable; safe to share between threads.</summary>
/// <param name="tuned">The model.</param>
/// <param name="maskId">The id of the mask token.</param>
/// <param name="windows">How texts are cut.</param>
/// <param name="scorer">The model's scores.</param>
internal sealed class MaskFilling(TunedModel tuned, int maskId, SequenceWindows windows, RowScorer scorer)
{
    private readonly Lazy<WordTokens> _words = new(() => WordTokens.Of(tuned.Tokenizer));

    private PretrainedTokenizer Tokenizer => tuned.Tokenizer;

    private string MaskToken { get; } = tuned.Tokenizer.IdToToken(maskId)!;

    /// <summary>The places of a text.</summary>
    public MaskedText Read(string? text) => MaskedText.Of(text, MaskToken, tuned.Prepare);

    /// <summary>The most likely tokens of each place of each text.</summary>
    public IReadOnlyList<FilledMask>[] Fill(IReadOnlyList<MaskedText> texts, int count, MaskCandidates candidates, ParallelOptions parallel)
    {
        var filled = new FilledMask[texts.Count][];
        for (var i = 0; i < filled.Length; i++)
            filled[i] = new FilledMask[texts[i].Places.Count];
        Score(texts, parallel, (text, place, logits) =>
        {
            var where = texts[text].Places[place];
            filled[text][place] = new FilledMask(where.Start, Best(logits, count, where, candidates));
        });
        return filled;
    }

    /// <summary>The rank of a token in a place, from 1: how many candidates are more likely, and one.</summary>
    /// <param name="texts">Texts with a place each.</param>
    /// <param name="ids">The token in question of each.</param>
    /// <param name="candidates">Among which tokens; the one in question counts in any case.</param>
    /// <param name="parallel">The number of threads, and what ends the work.</param>
    public int[] Ranks(IReadOnlyList<MaskedText> texts, IReadOnlyList<int> ids, MaskCandidates candidates, ParallelOptions parallel)
    {
        var ranks = new int[texts.Count];
        Score(texts, parallel, (text, place, logits) =>
        {
            var (where, id, rank) = (texts[text].Places[place], ids[text], 1);
            for (var other = 0; other < logits.Length; other++)
            {
                // Of equal scores the lower id comes first, as in the lists.
                var isBefore = logits[other] > logits[id] || (logits[other] == logits[id] && other < id);
                if (isBefore && IsCandidate(other, where, candidates))
                    rank++;
            }
            ranks[text] = rank;
        });
        return ranks;
    }

    /// <summary>The token that an answer is in a place; null where it is several, or none.</summary>
    public int? TokenOf(MaskedText text, string answer)
    {
        var masked = windows.Read(text.Text);
        var answered = windows.Read(text.With(place: 0, tuned.Prepare(answer), MaskToken));
        var place = Array.IndexOf(masked, maskId);
        return answered.Length == masked.Length && _words.Value.IsText(answered[place])
            && answered.AsSpan(0, place).SequenceEqual(masked.AsSpan(0, place)) && answered.AsSpan(place + 1).SequenceEqual(masked.AsSpan(place + 1))
                ? answered[place]
                : null;
    }

    private void Score(IReadOnlyList<MaskedText> texts, ParallelOptions parallel, RowScorer.Use use)
    {
        var (sequences, rows, places) = (new List<TextWindow>(), new List<int[]>(), new List<int[]>());
        for (var i = 0; i < texts.Count; i++)
            Add(texts[i], i, sequences, rows, places);
        scorer.Score(sequences, rows, parallel, (window, row, logits) =>
            use(sequences[window].Text, places[window][Array.IndexOf(rows[window], row)], logits));
    }

    /// <summary>One sequence for all places of a text, unless the text is too long: then one for each.</summary>
    private void Add(MaskedText text, int index, List<TextWindow> sequences, List<int[]> rows, List<int[]> places)
    {
        if (text.Places.Count == 0)
            return;
        var ids = windows.Read(text.Text);
        int[] at = [.. Enumerable.Range(0, ids.Length).Where(i => ids[i] == maskId)];
        if (at.Length != text.Places.Count)
            throw new ArgumentException($"Text {index} has {text.Places.Count} places to fill in, of which the tokenizer reads {at.Length} as '{MaskToken}'. Put blanks round them.", nameof(text));
        if (windows.Around(token: 0, ids.Length).End == ids.Length)
        {
            sequences.Add(windows.Frame(index, ids));
            rows.Add(Array.ConvertAll(at, i => windows.Lead + i));
            places.Add([.. Enumerable.Range(0, at.Length)]);
            return;
        }
        for (var place = 0; place < at.Length; place++)
        {
            var (start, end) = windows.Around(at[place], ids.Length);
            sequences.Add(windows.Frame(index, ids.AsSpan(start..end)));
            rows.Add([windows.Lead + at[place] - start]);
            places.Add([place]);
        }
    }

    private FilledWord[] Best(ReadOnlySpan<float> logits, int count, MaskedPlace place, MaskCandidates candidates)
    {
        // The best so far, ascending: most tokens are worse than the first of them, and are passed over.
        var best = new List<int>(count + 1);
        for (var id = 0; id < logits.Length; id++)
        {
            if ((best.Count == count && logits[id] <= logits[best[0]]) || !IsCandidate(id, place, candidates))
                continue;
            var at = best.Count;
            while (at > 0 && logits[best[at - 1]] >= logits[id])
                at--;
            best.Insert(at, id);
            if (best.Count > count)
                best.RemoveAt(0);
        }
        best.Reverse();
        var partition = RowScorer.LogPartition(logits);
        var words = new FilledWord[best.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = new FilledWord(Tokenizer.Decode([best[i]]).Trim(), best[i], (float)Math.Exp(logits[best[i]] - partition));
        return words;
    }

    private bool IsCandidate(int id, MaskedPlace place, MaskCandidates candidates) =>
        candidates == MaskCandidates.Words && !place.IsTouched ? _words.Value.IsWord(id, place.AfterBlank) : _words.Value.IsText(id);
}

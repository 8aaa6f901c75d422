namespace Microsoft.ML.Transfer;

/// <summary>
/// Pseudo-log-likelihood (Salazar et al., 2020): each token of a text is masked once, alone, and the logarithms of the probabilities that the model gives the tokens behind the masks are added up.
/// </summary>
/// <param name="maskId">The id of the mask token.</param>
/// <param name="windows">How texts are cut.</param>
/// <param name="scorer">The model's scores.</param>
internal sealed class PseudoLikelihood(int maskId, SequenceWindows windows, RowScorer scorer)
{
    // A text of n tokens makes n sequences of n tokens: those of some texts at a time are held.
    private const int TokensAtOnce = 1 << 18;

    /// <summary>The likelihood of each text, as token ids without special tokens.</summary>
    public TextLikelihood[] Score(IReadOnlyList<int[]> texts, ParallelOptions parallel)
    {
        var logarithms = texts.Select(text => new double[text.Length]).ToArray();
        var batch = new MaskedCopies();
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var (start, end) in windows.Cut(texts[text].Length))
            {
                var whole = windows.Frame(text, texts[text].AsSpan(start..end));
                for (var token = start; token < end; token++)
                {
                    batch.Add(whole, windows.Lead + token - start, token, maskId);
                    if (batch.TokenCount >= TokensAtOnce)
                        Flush();
                }
            }
        }
        Flush();
        // In the order of the tokens, whichever thread computed them.
        return Array.ConvertAll(logarithms, ofText => new TextLikelihood(ofText.Sum(), ofText.Length));

        void Flush()
        {
            scorer.Score(batch.Sequences, batch.Rows, parallel, (window, row, logits) =>
            {
                var (text, token) = (batch.Sequences[window].Text, batch.Tokens[window]);
                logarithms[text][token] = RowScorer.LogProbability(logits, texts[text][token]);
            });
            batch = new MaskedCopies();
        }
    }

    private sealed class MaskedCopies
    {
        public List<TextWindow> Sequences { get; } = [];

        public List<int[]> Rows { get; } = [];

        public List<int> Tokens { get; } = [];

        public int TokenCount { get; private set; }

        public void Add(TextWindow whole, int row, int token, int maskId)
        {
            var ids = (int[])whole.Ids.Clone();
            ids[row] = maskId;
            Sequences.Add(whole with { Ids = ids });
            Rows.Add([row]);
            Tokens.Add(token);
            TokenCount += ids.Length;
        }
    }
}

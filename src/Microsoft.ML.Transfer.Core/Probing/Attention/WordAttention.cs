namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// From how tokens attend to tokens to how words attend to words (Clark et al., 2019): attention to a word that was split is the sum over its tokens, attention from it their mean. So
/// what a word attends to, special tokens included, still adds up to 1.
/// </summary>
internal static class WordAttention
{
    /// <summary>Combines the weights of one head.</summary>
    /// <param name="weights">The weights of the tokens of a sentence. <i>Shape:</i> [tokens, columns].</param>
    /// <param name="columns">At least the number of tokens.</param>
    /// <param name="pieces">For each word its first token and the one after its last.</param>
    /// <param name="result">Row i is what word i attends to. <i>Shape:</i> [words, words].</param>
    public static void Combine(ReadOnlySpan<float> weights, int columns, ReadOnlySpan<(int Start, int End)> pieces, Span<float> result)
    {
        for (var from = 0; from < pieces.Length; from++)
        {
            var (start, end) = pieces[from];
            for (var to = 0; to < pieces.Length; to++)
            {
                var sum = 0f;
                for (var token = start; token < end; token++)
                {
                    foreach (var weight in weights[(token * columns + pieces[to].Start)..(token * columns + pieces[to].End)])
                        sum += weight;
                }
                result[from * pieces.Length + to] = sum / (end - start);
            }
        }
    }

    /// <summary>The other word that each word attends to most; -1 where it attends to none.</summary>
    /// <param name="attention"><i>Shape:</i> [words, words].</param>
    /// <param name="found">One for each word.</param>
    public static void FindMostAttended(ReadOnlySpan<float> attention, Span<int> found) => Find(attention, found, rowStep: found.Length, columnStep: 1);

    /// <summary>The other word that attends most to each word; -1 where none does.</summary>
    /// <param name="attention"><i>Shape:</i> [words, words].</param>
    /// <param name="found">One for each word.</param>
    public static void FindMostAttending(ReadOnlySpan<float> attention, Span<int> found) => Find(attention, found, rowStep: 1, columnStep: found.Length);

    private static void Find(ReadOnlySpan<float> attention, Span<int> found, int rowStep, int columnStep)
    {
        for (var word = 0; word < found.Length; word++)
        {
            var (best, most) = (-1, 0f);
            for (var other = 0; other < found.Length; other++)
            {
                var weight = attention[word * rowStep + other * columnStep];
                if (other != word && weight > most)
                    (best, most) = (other, weight);
            }
            found[word] = best;
        }
    }
}

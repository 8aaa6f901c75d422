using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Tokenizes texts that are given as words, and cuts what is too long for the encoder between words: every word is in one window, whatever the length of the text.</summary>
/// <param name="tokenizer">Makes the tokens; it truncates to what the encoder reads at once.</param>
/// <param name="prepare">A word as the tokenizer is to read it.</param>
internal sealed class WordWindows(PretrainedTokenizer tokenizer, Func<string?, string> prepare)
{
    private readonly PretrainedTokenizer _whole = tokenizer.With(truncation: null, padding: null);
    private readonly int _limit = tokenizer.Truncation!.MaximumLength;

    /// <summary>The windows of all texts, in order. A text without words has none.</summary>
    public IReadOnlyList<TokenWindow> Cut(IReadOnlyList<IReadOnlyList<string?>> texts, int? threads, CancellationToken cancellation)
    {
        var windows = new List<TokenWindow>[texts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, texts.Count, parallel, i => windows[i] = Cut(i, texts[i]));
        return [.. windows.SelectMany(list => list)];
    }

    private List<TokenWindow> Cut(int text, IReadOnlyList<string?> given)
    {
        if (given.Count == 0)
            return [];
        string[] words = [.. given.Select(prepare)];
        var whole = _whole.EncodeWords(words);
        if (whole.Ids.Length <= _limit)
            return [Window(text, whole, firstWord: 0)];

        var pieces = new int[words.Length];
        foreach (var word in whole.WordIds)
        {
            if (word >= 0)
                pieces[word]++;
        }
        var room = _limit - (whole.Ids.Length - pieces.Sum());
        var windows = new List<TokenWindow>();
        for (var start = 0; start < words.Length;)
        {
            // A word that alone is too long has a window of its own, in which its end is cut off.
            var (end, used) = (start + 1, pieces[start]);
            while (end < words.Length && used + pieces[end] <= room)
                used += pieces[end++];
            windows.Add(Window(text, tokenizer.EncodeWords(words[start..end]), start));
            start = end;
        }
        return windows;
    }

    private static TokenWindow Window(int text, TokenEncoding encoding, int firstWord) => new(
        new TextWindow(text, encoding.Ids, encoding.TypeIds, Weight: 1f), Array.ConvertAll(encoding.WordIds, word => word < 0 ? -1 : firstWord + word));
}

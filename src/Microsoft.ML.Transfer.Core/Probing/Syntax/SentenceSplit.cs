namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Sentences to learn from, to stop or choose by, and to be scored on once. What is written alike is on one side only. Where no sentences to be scored on are given, a tenth is taken.
/// </summary>
internal sealed record SentenceSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation, IReadOnlyList<int> Test)
{
    private const int Parts = 10;

    /// <summary>Divides sentences.</summary>
    /// <param name="sentences">The words of each sentence, those to be scored on after the others.</param>
    /// <param name="testCount">How many of the last are to be scored on; 0 where none were given.</param>
    /// <param name="seed">Where the division comes from.</param>
    /// <exception cref="ArgumentException">There are too few to be divided.</exception>
    public static SentenceSplit Create(IReadOnlyList<IReadOnlyList<string>> sentences, int testCount, ulong seed)
    {
        var first = sentences.Count - testCount;
        // No word of a treebank has a line break in it.
        string[] written = [.. sentences.Select(words => string.Join('\n', words))];
        var scored = written.Skip(first).ToHashSet(StringComparer.Ordinal);
        int[] own = [.. Enumerable.Range(0, first).Where(i => !scored.Contains(written[i]))];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var i in own)
            numbers.TryAdd(written[i], numbers.Count);
        if (numbers.Count < Parts)
            throw new ArgumentException($"{numbers.Count} different sentences that the encoder can read whole are too few to learn from some and score others; at least {Parts} are needed.", nameof(sentences));
        var folds = GroupedFolds.Create([.. own.Select(i => numbers[written[i]])], Parts, seed);
        int[] test = testCount > 0 ? [.. Enumerable.Range(first, testCount)] : Of(folds.Test(1));
        return new SentenceSplit(Of(Enumerable.Range(0, own.Length).Where(i => folds.FoldOf(i) > (testCount > 0 ? 0 : 1))), Of(folds.Test(0)), test);

        int[] Of(IEnumerable<int> rows) => [.. rows.Select(row => own[row])];
    }
}

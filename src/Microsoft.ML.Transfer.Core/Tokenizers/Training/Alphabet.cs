namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The characters of a corpus.</summary>
internal static class Alphabet
{
    /// <summary>The most frequent characters, in the order of their code points.</summary>
    public static List<string> Of(IEnumerable<(string Word, long Count)> words, int limit)
    {
        var counts = new Dictionary<int, long>();
        foreach (var (word, count) in words)
        {
            foreach (var rune in word.EnumerateRunes())
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, rune.Value, out _) += count;
        }
        return [.. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(limit)
            .Select(entry => entry.Key).Order().Select(char.ConvertFromUtf32)];
    }
}

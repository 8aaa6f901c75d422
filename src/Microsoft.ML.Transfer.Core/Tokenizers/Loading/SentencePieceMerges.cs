namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// The merges that a vocabulary with ranks or scores stands for: every way to make one token of two others, in the order of the token made.
/// </summary>
internal static class SentencePieceMerges
{
    /// <param name="tokens">The tokens by id.</param>
    /// <param name="order">Per token, what its merges are sorted by: lower is earlier.</param>
    public static List<(string Left, string Right)> Derive(IReadOnlyList<string> tokens, Func<int, double> order)
    {
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
            ids[tokens[id]] = id;
        var spans = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var merges = new List<(int Left, int Right, int Merged)>();
        for (var id = 0; id < tokens.Count; id++)
        {
            var token = tokens[id].AsSpan();
            var first = merges.Count;
            for (var cut = 1; cut < token.Length; cut++)
            {
                if (char.IsLowSurrogate(token[cut]))
                    continue;
                if (spans.TryGetValue(token[..cut], out var left) && spans.TryGetValue(token[cut..], out var right))
                    merges.Add((left, right, id));
            }
            merges.Sort(first, merges.Count - first, Comparer<(int Left, int Right, int Merged)>.Default);
        }
        // OrderBy keeps the order of equals.
        return [.. merges.OrderBy(merge => order(merge.Merged)).Select(merge => (tokens[merge.Left], tokens[merge.Right]))];
    }
}

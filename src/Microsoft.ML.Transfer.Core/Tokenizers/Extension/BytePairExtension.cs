namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Goes on merging where a byte-pair encoding stopped: the tokens of a word are joined from its beginning by new merges of the lowest priority, so that all that was merged before is merged as
/// before. A word of more than two tokens needs tokens for its beginnings too.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="merges">Its merges.</param>
/// <param name="settings">Its settings.</param>
/// <param name="firstId">The id of the first new token.</param>
internal sealed class BytePairExtension(BytePairModel model, MergeTable merges, BytePairSettings settings, int firstId)
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _added = [];
    private readonly OrderedDictionary<string, NewToken> _tokens = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>Makes a word one token. Words with characters that the vocabulary does not have stay as they are.</summary>
    public void Add(string word)
    {
        var tokens = new TokenList();
        model.Tokenize(word, tokens);
        var ids = tokens.Tokens.ToArray().Select(token => token.Id).ToList();
        if (ids.Count < 2 || !string.Equals(string.Concat(ids.Select((id, i) => Continued(TextOf(id), i))), word + settings.EndOfWordSuffix, StringComparison.Ordinal))
            return;
        if (settings.IgnoreMerges)
        {
            Create(word, ids);
        }
        else
        {
            Merge(ids);
            while (ids.Count > 1)
            {
                var (left, right) = (ids[0], ids[1]);
                _added.Add((left, right), (_added.Count, IdOf(TextOf(left) + Continued(TextOf(right), 1), left, right)));
                Merge(ids);
            }
        }
        _words.Add(word);
    }

    /// <summary>The model with everything that was added.</summary>
    public ExtendedModel Result()
    {
        var all = merges.ByRank().Concat(_added.OrderBy(merge => merge.Value.Rank).Select(merge => (merge.Key.Left, merge.Key.Right, merge.Value.Merged)));
        var extended = new BytePairModel(WholeWords.Join(model.Vocabulary, _tokens.Values), new MergeTable([.. all]), settings);
        return new ExtendedModel(extended, [.. _tokens.Values], _words);
    }

    /// <summary>Applies the merges there are, always that of the highest priority, of equals the leftmost.</summary>
    private void Merge(List<int> ids)
    {
        while (true)
        {
            var (best, place, target) = (long.MaxValue, -1, -1);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                var (rank, merged) = Rank(ids[i], ids[i + 1]);
                if (rank < best)
                    (best, place, target) = (rank, i, merged);
            }
            if (place < 0)
                return;
            ids[place] = target;
            ids.RemoveAt(place + 1);
        }
    }

    private (long Rank, int Merged) Rank(int left, int right)
    {
        if (merges.Rank(left, right, out var merged) is var rank and < int.MaxValue)
            return (rank, merged);
        return _added.TryGetValue((left, right), out var added) ? ((long)int.MaxValue + added.Rank, added.Merged) : (long.MaxValue, -1);
    }

    private int IdOf(string text, int left, int right)
    {
        if (model.Vocabulary.IdOf(text) is var known and >= 0)
            return known;
        return _tokens.TryGetValue(text, out var token) ? token.Id : Create(text, [.. PiecesOf(left), .. PiecesOf(right)]);
    }

    private int Create(string text, IReadOnlyList<int> pieces)
    {
        var token = new NewToken(firstId + _tokens.Count, text, pieces);
        _tokens.Add(text, token);
        return token.Id;
    }

    private IReadOnlyList<int> PiecesOf(int id) => id < firstId ? [id] : Find(id).Pieces;

    private string TextOf(int id) => id < firstId ? model.Vocabulary.TokenOf(id) ?? string.Empty : Find(id).Text;

    private NewToken Find(int id) => _tokens.GetAt(id - firstId).Value;

    /// <summary>The text of a token as it stands behind others.</summary>
    private string Continued(string token, int index) =>
        index > 0 && settings.ContinuingPrefix.Length > 0 && token.StartsWith(settings.ContinuingPrefix, StringComparison.Ordinal) ? token[settings.ContinuingPrefix.Length..] : token;
}

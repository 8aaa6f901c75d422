namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Adds words as they are to models that look words, or the longest beginnings of words, up in their vocabulary.</summary>
internal static class WholeWords
{
    /// <summary>A token for each word that the vocabulary lacks.</summary>
    public static IReadOnlyList<NewToken> Add(ITokenModel model, IReadOnlyList<WordCount> words, int firstId)
    {
        var (added, tokens) = (new List<NewToken>(words.Count), new TokenList());
        foreach (var (word, _) in words)
        {
            if (model.Vocabulary.IdOf(word) >= 0)
                continue;
            tokens.Clear();
            model.Tokenize(word, tokens);
            added.Add(new NewToken(firstId + added.Count, word, Array.ConvertAll(tokens.Tokens.ToArray(), token => token.Id)));
        }
        return added;
    }

    /// <summary>A vocabulary with the tokens.</summary>
    public static Vocabulary Join(Vocabulary vocabulary, IEnumerable<NewToken> added) =>
        new([.. vocabulary.Entries(), .. added.Select(token => KeyValuePair.Create(token.Text, token.Id))], "the extended vocabulary");
}

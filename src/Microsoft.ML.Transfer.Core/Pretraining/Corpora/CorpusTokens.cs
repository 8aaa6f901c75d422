using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The tokens of the corpora that a training reads and measures, as long as it needs them.</summary>
internal sealed class CorpusTokens : IDisposable
{
    private readonly List<TokenStore> _stores = [];

    private CorpusTokens()
    {
    }

    /// <summary>Those that are trained on, with their weights.</summary>
    public IReadOnlyList<(TokenStore Store, double Weight)> Trained { get; private set; } = [];

    /// <summary>Those that are measured.</summary>
    public IReadOnlyList<TokenStore> Held { get; private set; } = [];

    /// <summary>Opens tokens, which are made where they are not there yet.</summary>
    /// <param name="corpora">The texts to train on.</param>
    /// <param name="held">The texts to measure.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="folder">Where the tokens are kept.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="FileNotFoundException">A corpus does not exist.</exception>
    /// <exception cref="InvalidDataException">A corpus holds no text, or its weight is no number above 0.</exception>
    public static CorpusTokens Open(IReadOnlyList<Corpus> corpora, IReadOnlyList<Corpus> held, PretrainedTokenizer tokenizer, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(corpora);
        ArgumentNullException.ThrowIfNull(held);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var corpus in corpora)
            corpus.Check();
        var tokens = new CorpusTokens();
        try
        {
            foreach (var corpus in corpora.Concat(held))
                tokens._stores.Add(TokenStore.Open(corpus, tokenizer, folder, cancellation));
        }
        catch
        {
            tokens.Dispose();
            throw;
        }
        tokens.Trained = [.. corpora.Select((corpus, i) => (tokens._stores[i], corpus.Weight))];
        tokens.Held = [.. tokens._stores.Skip(corpora.Count)];
        return tokens;
    }

    /// <inheritdoc/>
    public void Dispose() => _stores.ForEach(store => store.Dispose());
}

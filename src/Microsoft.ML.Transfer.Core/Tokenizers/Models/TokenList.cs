namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The tokens of a piece of text, as a model finds them; positions are UTF-16 units of the normalised piece.</summary>
internal sealed class TokenList
{
    private Token[] _tokens = new Token[64];

    public int Count { get; private set; }

    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <param name="id">The token's id.</param>
    /// <param name="start">Where it starts in the piece.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isSurface">Whether its text is the piece's own rather than the vocabulary's entry.</param>
    public void Add(int id, int start, int end, bool isSurface = false)
    {
        if (Count == _tokens.Length)
            Array.Resize(ref _tokens, 2 * Count);
        _tokens[Count++] = new Token(id, start, end, isSurface);
    }

    public void Truncate(int count) => Count = count;

    internal readonly record struct Token(int Id, int Start, int End, bool IsSurface);
}

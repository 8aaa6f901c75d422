namespace Microsoft.ML.Transfer;

/// <summary>The tokens of consecutive words of a text that the encoder reads at once.</summary>
/// <param name="Sequence">The tokens, special ones included.</param>
/// <param name="Words">For each token, the word of the text it comes from; -1 for special tokens.</param>
internal sealed record TokenWindow(TextWindow Sequence, int[] Words)
{
    /// <summary>Whether a token is the first of a word.</summary>
    public bool IsFirstPiece(int token) => Words[token] >= 0 && (token == 0 || Words[token - 1] != Words[token]);
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A token that a vocabulary did not have.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Pieces">The ids of the tokens that stood for it before.</param>
internal sealed record NewToken(int Id, string Text, IReadOnlyList<int> Pieces);

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A part of the normalised text: either an added token that was found, or text for the model.</summary>
/// <param name="Start">Where it starts in the normalised text.</param>
/// <param name="Length">Its length in UTF-16 units.</param>
/// <param name="OriginalStart">Where it starts in the original text.</param>
/// <param name="TokenId">The id of the added token; -1 for text.</param>
internal readonly record struct Piece(int Start, int Length, int OriginalStart, int TokenId)
{
    public bool IsText => TokenId < 0;
}

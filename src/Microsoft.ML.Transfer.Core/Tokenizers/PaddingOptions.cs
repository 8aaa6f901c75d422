namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>How encodings are filled up to a common length.</summary>
/// <param name="PadId">The id of the padding token.</param>
/// <param name="PadToken">The text of the padding token.</param>
public sealed record PaddingOptions(int PadId, string PadToken)
{
    /// <summary>The length to fill up to; null for that of the longest encoding of a batch.</summary>
    public int? Length { get; init; }

    /// <summary>Rounds the length up to a multiple of this, where given.</summary>
    public int? MultipleOf { get; init; }

    /// <summary>The type id of padding.</summary>
    public int PadTypeId { get; init; }

    /// <summary>The end at which padding is added.</summary>
    public TextSide Side { get; init; } = TextSide.Right;
}

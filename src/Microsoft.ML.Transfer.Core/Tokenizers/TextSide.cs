namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>An end of a sequence of tokens, in reading order.</summary>
public enum TextSide
{
    /// <summary>The end of the sequence.</summary>
    Right,

    /// <summary>The beginning of the sequence.</summary>
    Left,
}

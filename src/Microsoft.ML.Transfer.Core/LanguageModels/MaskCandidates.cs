namespace Microsoft.ML.Transfer;

/// <summary>What may stand in a place of a text.</summary>
public enum MaskCandidates
{
    /// <summary>Whole words of letters and digits, unless a letter touches the place, which then asks for a part of a word: there any token.</summary>
    Words,

    /// <summary>Any token but special ones: parts of words and punctuation too.</summary>
    Tokens,
}

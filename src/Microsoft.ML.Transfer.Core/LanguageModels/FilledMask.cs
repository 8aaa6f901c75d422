namespace Microsoft.ML.Transfer;

/// <summary>What a masked language model puts in a place of a text.</summary>
/// <param name="Start">Where the place begins in the text, in UTF-16 code units.</param>
/// <param name="Words">The most likely tokens, the likeliest first.</param>
public sealed record FilledMask(int Start, IReadOnlyList<FilledWord> Words);

/// <summary>A token for a place.</summary>
/// <param name="Text">Its text, without blanks round it; a token that goes on with a word is written as the vocabulary writes it, such as <c>##s</c>.</param>
/// <param name="TokenId">Its id.</param>
/// <param name="Probability">Its probability among all tokens of the vocabulary, from 0 to 1.</param>
public sealed record FilledWord(string Text, int TokenId, float Probability);

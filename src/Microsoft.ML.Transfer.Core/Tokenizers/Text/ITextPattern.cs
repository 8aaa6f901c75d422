namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Something that finds places in a text.</summary>
internal interface ITextPattern
{
    /// <summary>Appends matches and the ranges between them, in order, covering the whole text.</summary>
    void FindMatches(ReadOnlySpan<char> text, List<Match> matches);
}

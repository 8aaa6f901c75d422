namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A range of a text that a pattern matched, or a range between matches. A list of these covers its text.</summary>
internal readonly record struct Match(int Start, int End, bool IsMatch)
{
    public int Length => End - Start;
}

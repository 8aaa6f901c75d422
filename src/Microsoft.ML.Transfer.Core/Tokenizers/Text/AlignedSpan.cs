namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A stretch of normalised text; each UTF-16 unit knows the range of the original text that it came from.</summary>
/// <param name="chars">The normalised text, always well-formed UTF-16.</param>
/// <param name="starts">Per unit, where its original range starts, in UTF-16 units.</param>
/// <param name="ends">Per unit, where its original range ends.</param>
/// <param name="originalStart">Where the stretch starts in the original text; what is inserted before anything else is aligned to it.</param>
internal readonly ref struct AlignedSpan(ReadOnlySpan<char> chars, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int originalStart)
{
    public ReadOnlySpan<char> Chars { get; } = chars;

    public ReadOnlySpan<int> Starts { get; } = starts;

    public ReadOnlySpan<int> Ends { get; } = ends;

    public int OriginalStart { get; } = originalStart;

    public int Length => Chars.Length;
}

using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// A rewriting of text as a list of (code point, change): change 0 takes the place of the next source character, 1 is inserted after it, and
/// -n takes the place of the next source character and swallows n more. Alignment follows from the list alone.
/// </summary>
internal sealed class Transformation
{
    private readonly List<(int CodePoint, int Change)> _steps = [];

    public int Count => _steps.Count;

    public Span<(int CodePoint, int Change)> Steps => CollectionsMarshal.AsSpan(_steps);

    public void Clear() => _steps.Clear();

    public void Truncate(int count) => _steps.RemoveRange(count, _steps.Count - count);

    public void Add(int codePoint, int change) => _steps.Add((codePoint, change));

    /// <summary>Appends the rewritten source to the destination.</summary>
    public void Apply(AlignedSpan source, AlignedText destination)
    {
        var position = 0;
        foreach (var (codePoint, change) in Steps)
        {
            var (start, end) = (source.OriginalStart, source.OriginalStart);
            if (change > 0)
            {
                // An inserted character shares the alignment of the one before it.
                if (position > 0)
                    (start, end) = (source.Starts[position - 1], source.Ends[position - 1]);
            }
            else
            {
                var at = Math.Min(position, source.Length - 1);
                if (at >= 0)
                    (start, end) = (source.Starts[at], source.Ends[at]);
                for (var skip = change; skip <= 0 && position < source.Length; skip++)
                    position += char.IsHighSurrogate(source.Chars[position]) ? 2 : 1;
            }
            destination.AppendCodePoint(codePoint, start, end);
        }
    }
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>What becomes of the delimiter where a text is split.</summary>
internal enum SplitBehavior
{
    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It becomes a piece of its own.</summary>
    Isolated,

    /// <summary>It ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>Neighbouring delimiters become one piece.</summary>
    Contiguous,
}

internal static class SplitBehaviors
{
    /// <summary>Turns matches into pieces, in place: afterwards <see cref="Match.IsMatch"/> marks what is dropped.</summary>
    public static void Resolve(this SplitBehavior behavior, List<Match> matches, bool invert)
    {
        if (invert)
        {
            for (var i = 0; i < matches.Count; i++)
                matches[i] = matches[i] with { IsMatch = !matches[i].IsMatch };
        }
        if (behavior == SplitBehavior.Removed)
            return;
        if (behavior == SplitBehavior.MergedWithNext)
            MergeWithNext(matches);
        else
            MergeForward(matches, behavior);
    }

    private static void MergeForward(List<Match> matches, SplitBehavior behavior)
    {
        var count = 0;
        var previous = false;
        for (var i = 0; i < matches.Count; i++)
        {
            // The write position never passes the read position.
            var match = matches[i];
            var merge = behavior switch
            {
                SplitBehavior.MergedWithPrevious => match.IsMatch && !previous,
                SplitBehavior.Contiguous => match.IsMatch == previous,
                _ => false,
            };
            if (merge && count > 0)
                matches[count - 1] = matches[count - 1] with { End = match.End };
            else
                matches[count++] = match with { IsMatch = false };
            previous = match.IsMatch;
        }
        matches.RemoveRange(count, matches.Count - count);
    }

    private static void MergeWithNext(List<Match> matches)
    {
        var first = matches.Count;
        var next = false;
        for (var i = matches.Count - 1; i >= 0; i--)
        {
            var match = matches[i];
            if (match.IsMatch && !next && first < matches.Count)
                matches[first] = matches[first] with { Start = match.Start };
            else
                matches[--first] = match with { IsMatch = false };
            next = match.IsMatch;
        }
        matches.RemoveRange(0, first);
    }
}

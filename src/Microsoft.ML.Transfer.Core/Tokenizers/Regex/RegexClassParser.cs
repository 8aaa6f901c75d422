namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Parses what stands in square brackets: ranges, escapes, POSIX names, nested brackets and intersections.</summary>
internal static class RegexClassParser
{
    /// <summary>Parses from after the opening bracket to after the closing one.</summary>
    public static CodePointSet Parse(string pattern, ref int at)
    {
        var negative = at < pattern.Length && pattern[at] == '^';
        if (negative)
            at++;
        CodePointSet? set = null;
        CodePointSet? intersection = null;
        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length)
                throw Error(pattern, at, "lacks a ']'");
            if (pattern[at] == ']' && !first)
                break;
            if (Starts(pattern, at, "&&"))
            {
                at += 2;
                intersection = Intersection(intersection, set);
                set = null;
                continue;
            }
            var item = Item(pattern, ref at);
            set = set is null ? item : set.Union(item);
        }
        at++;
        var result = Intersection(intersection, set) ?? CodePointSet.Any.Negate();
        return negative ? result.Negate() : result;
    }

    private static CodePointSet? Intersection(CodePointSet? first, CodePointSet? second) =>
        first is null ? second : second is null ? first : first.Intersect(second);

    private static CodePointSet Item(string pattern, ref int at)
    {
        if (Starts(pattern, at, "[:"))
            return Posix(pattern, ref at);
        if (pattern[at] == '[')
        {
            at++;
            return Parse(pattern, ref at);
        }
        if (pattern[at] == '\\' && at + 1 < pattern.Length && RegexEscapes.IsSet(pattern[at + 1]))
        {
            at++;
            return RegexEscapes.Parse(pattern, ref at);
        }
        var low = Single(pattern, ref at);
        // A hyphen before the closing bracket or a set is itself.
        if (at + 1 >= pattern.Length || pattern[at] != '-' || pattern[at + 1] is ']' or '['
            || (pattern[at + 1] == '\\' && at + 2 < pattern.Length && RegexEscapes.IsSet(pattern[at + 2])))
        {
            return CodePointSet.Of(low);
        }
        at++;
        var high = Single(pattern, ref at);
        return low <= high ? CodePointSet.Range(low, high) : throw Error(pattern, at, "has a range whose ends are in the wrong order");
    }

    private static int Single(string pattern, ref int at)
    {
        if (pattern[at] == '\\')
        {
            if (++at >= pattern.Length)
                throw Error(pattern, at, "ends with a backslash");
            if (pattern[at] == 'b')
            {
                at++;
                return '\b';
            }
            return RegexEscapes.ParseCodePoint(pattern, ref at);
        }
        var codePoint = CharacterClasses.CodePointAt(pattern, at, out var units);
        at += units;
        return codePoint;
    }

    private static CodePointSet Posix(string pattern, ref int at)
    {
        var close = pattern.IndexOf(":]", at, StringComparison.Ordinal);
        if (close < 0)
            throw Error(pattern, at, "lacks a ':]'");
        var name = pattern[(at + 2)..close];
        at = close + 2;
        var negative = name.StartsWith('^');
        var set = RegexEscapes.FindProperty(negative ? name[1..] : name) ?? throw Error(pattern, at, $"names the unknown class '{name}'");
        return negative ? set.Negate() : set;
    }

    private static bool Starts(string pattern, int at, string text) => pattern.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private static FormatException Error(string pattern, int at, string problem) =>
        new(FormattableString.Invariant($"The regular expression '{pattern}' {problem} at character {at}."));
}

using Microsoft.ML.Data;

namespace MLNet.Compat.Tests.Samples;

/// <summary>A row that knows its place, so that a split or a shuffle can be read off.</summary>
public sealed class NumberedRow
{
    /// <summary>The place in the sample.</summary>
    public int Number { get; set; }

    /// <summary>A real value with gaps.</summary>
    public float Value { get; set; }

    /// <summary>A group of rows that belong together.</summary>
    public string Group { get; set; } = "";

    /// <summary>The group as a key.</summary>
    [KeyType(7)]
    public uint GroupKey { get; set; }

    /// <summary>The rows 0 to <paramref name="count"/> - 1 in seven groups; every eleventh value is missing.</summary>
    public static NumberedRow[] Sequence(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new NumberedRow
        {
            Number = i,
            Value = i % 11 == 10 ? float.NaN : (i % 13) - 6,
            Group = FormattableString.Invariant($"g{i % 7}"),
            GroupKey = (uint)(i % 7),
        })];
}

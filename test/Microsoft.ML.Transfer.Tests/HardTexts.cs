namespace Microsoft.ML.Transfer.Tests;

/// <summary>Texts that are easily got wrong.</summary>
internal static class HardTexts
{
    /// <summary>Those that are well-formed Unicode.</summary>
    public static IReadOnlyList<string> WellFormed { get; } = ["", " \t ", "\0\u0001\ufeff", "naïve café 東京 😀", string.Concat(Enumerable.Repeat("the cat ", 5000))];

    /// <summary>All of them: a lone surrogate and a missing text among them.</summary>
    public static IReadOnlyList<string?> All { get; } = [.. WellFormed, "cat \ud800 dog", null];
}

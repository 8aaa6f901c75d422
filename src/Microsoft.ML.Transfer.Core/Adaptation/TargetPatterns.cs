using System.IO.Enumeration;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// Patterns of the paths of linear layers. A pattern is held against the last parts of a path, as many as it has itself; <c>*</c> stands for any characters of a part. Compared by their
/// text.
/// </summary>
/// <param name="Text">The patterns, separated by commas.</param>
internal sealed record TargetPatterns(string Text)
{
    private const char Separator = ',';
    private readonly string[] _patterns = Text.Split(Separator);

    /// <exception cref="ArgumentException">A pattern is empty, or holds a character that no path has.</exception>
    public static TargetPatterns Parse(string targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var patterns = targets.Split(Separator, StringSplitOptions.TrimEntries);
        foreach (var pattern in patterns)
        {
            if (pattern.Length == 0 || pattern.Split('/').Contains("") || !pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/' or '*'))
                throw new ArgumentException($"'{targets}' names no linear layers: expected patterns such as query, attention/* or *, separated by commas.", nameof(targets));
        }
        return new(string.Join(Separator, patterns));
    }

    /// <summary>Whether a pattern fits a path.</summary>
    public bool Match(ParameterPath path) => _patterns.Any(pattern => Match(pattern, path));

    /// <exception cref="NotSupportedException">A pattern fits none of the paths; the message lists what there is.</exception>
    public void RequireMatches(IReadOnlyCollection<ParameterPath> paths)
    {
        foreach (var pattern in _patterns)
        {
            if (!paths.Any(path => Match(pattern, path)))
                throw new NotSupportedException($"No linear layer of the encoder is called '{pattern}'. There are {string.Join(", ", paths.Select(Last).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.");
        }
    }

    public bool Equals(TargetPatterns? other) => string.Equals(Text, other?.Text, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static bool Match(string pattern, ParameterPath path)
    {
        var wanted = pattern.Split('/');
        var parts = path.Value.Split('/');
        return parts.Length >= wanted.Length && wanted.Zip(parts[^wanted.Length..]).All(pair => FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
    }

    /// <summary>The part of a path that is the same in all layers.</summary>
    private static string Last(ParameterPath path)
    {
        var parts = path.Value.Split('/');
        return string.Join('/', parts[Math.Max(0, parts.Length - 2)..]);
    }
}

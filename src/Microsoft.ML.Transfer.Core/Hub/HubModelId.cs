using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>The name of a model on the Hub: <c>organization/name</c>, or <c>organization/name@revision</c>.</summary>
/// <param name="Organization">The account that it belongs to.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Revision">A branch, a tag or a commit; null for the main branch.</param>
internal sealed partial record HubModelId(string Organization, string Name, string? Revision)
{
    private const string DefaultRevision = "main";

    /// <summary>The name without the revision.</summary>
    public string Repository => $"{Organization}/{Name}";

    /// <summary>The revision, the main branch where none is named.</summary>
    public string RevisionOrDefault => Revision ?? DefaultRevision;

    /// <summary>Reads a name.</summary>
    /// <returns>False when the text does not have the form of one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out HubModelId? id)
    {
        var match = Form().Match(text);
        var revision = match.Groups["revision"];
        id = match.Success
            ? new HubModelId(match.Groups["organization"].Value, match.Groups["name"].Value, revision.Success ? revision.Value : null)
            : null;
        return match.Success;
    }

    /// <summary>Whether a revision is a full commit, which never changes what it means.</summary>
    public static bool IsCommit(string revision) => Commit().IsMatch(revision);

    /// <inheritdoc/>
    public override string ToString() => Revision is null ? Repository : $"{Repository}@{Revision}";

    // The rules of the Hub: letters, digits, '-', '_' and '.', neither of the latter doubled, and none of '-' and '.' at an end. The parts of a revision
    // become names of files, so none of them may be '..'.
    [GeneratedRegex("""
        ^(?=.{3,200}(@|$))
        (?<organization>[A-Za-z0-9_](?:[A-Za-z0-9_]|[.-](?![.-]))*(?<![.-]))/
        (?<name>[A-Za-z0-9_](?:[A-Za-z0-9_]|-(?!-)|\.(?!\.))*(?<![.-]))
        (?:@(?<revision>[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}(?<!\.)(?:/[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}(?<!\.)){0,4}))?\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex("^[0-9a-f]{40}\\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commit();
}

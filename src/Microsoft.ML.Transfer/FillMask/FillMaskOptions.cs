using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FillMaskEstimator"/> fills in the places of texts.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FillMaskOptions
{
    internal const int MostWords = 1000;

    /// <summary>A folder in Hugging Face layout with the head of a masked language model, or a name on the Hub (<c>organization/name</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is null or empty.</exception>
    public required string Model
    {
        get;
        init => field = Require(value, !string.IsNullOrEmpty(value), "cannot be null or empty");
    }

    /// <summary>How the model is fetched where it is one of the Hub; by the environment variables of the Hub's tools where null. Not saved with a model.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>How many words for each place, from 1 to 1000; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int TopK
    {
        get;
        init => field = Require(value, value is >= 1 and <= MostWords, "must be from 1 to 1000");
    } = 5;

    /// <summary>What may stand in a place; whole words by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public MaskCandidates Candidates
    {
        get;
        init => field = Require(value, Enum.IsDefined(value), "must be Words or Tokens");
    }

    /// <summary>The column of the words' probabilities to add.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>How many threads compute; as many as there are processors when null. The results do not depend on it. Not saved with a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Threads
    {
        get;
        init => field = Require(value, value is null or >= 1, "must be at least 1");
    }

    /// <summary>Ends the work on rows with <see cref="OperationCanceledException"/>. Belongs to this process: it is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }

    private static T Require<T>(T value, bool holds, string rule, [CallerMemberName] string name = "") => holds ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
}

namespace Build.MLNet;

/// <summary>What the NuGet feed said when it was asked for ML.NET.</summary>
/// <param name="Version">The version that was asked for.</param>
/// <param name="HasMLNet">Whether the library restores with it.</param>
/// <param name="Finding">In words, when it does not.</param>
/// <param name="IsLasting">False when asking again later may give another answer, as with a feed that could not be reached.</param>
internal sealed record FeedAnswer(string Version, bool HasMLNet, string Finding, bool IsLasting);

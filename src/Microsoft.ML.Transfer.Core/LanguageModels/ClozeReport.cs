namespace Microsoft.ML.Transfer;

/// <summary>How many facts a masked language model knows.</summary>
/// <param name="All">Over all facts.</param>
/// <param name="Relations">For each kind of fact, in the order in which they first occur; none where the facts do not say.</param>
/// <param name="Ranks">The rank of each fact's answer, from 1; null where it is no single token of the vocabulary.</param>
public sealed record ClozeReport(ClozeScore All, IReadOnlyDictionary<string, ClozeScore> Relations, IReadOnlyList<int?> Ranks)
{
    internal static ClozeReport Of(IReadOnlyList<ClozeFact> facts, IReadOnlyList<int?> ranks, int count)
    {
        var relations = new OrderedDictionary<string, ClozeScore>(StringComparer.Ordinal);
        foreach (var relation in facts.Zip(ranks).Where(fact => fact.First.Relation is not null).GroupBy(fact => fact.First.Relation!, fact => fact.Second, StringComparer.Ordinal))
            relations.Add(relation.Key, ClozeScore.Of([.. relation], count));
        return new ClozeReport(ClozeScore.Of(ranks, count), relations, ranks);
    }
}

/// <summary>How well the answers of some facts are ranked.</summary>
/// <param name="Facts">How many were asked.</param>
/// <param name="Skipped">How many more could not be asked, because their answer is no single token of the vocabulary.</param>
/// <param name="PrecisionAt1">The part of those asked whose answer comes first, from 0 to 1.</param>
/// <param name="K">The k of <paramref name="PrecisionAtK"/>.</param>
/// <param name="PrecisionAtK">The part of those asked whose answer is among the first k.</param>
/// <param name="MeanReciprocalRank">The mean of 1 / rank, from 0 to 1.</param>
public sealed record ClozeScore(int Facts, int Skipped, double PrecisionAt1, int K, double PrecisionAtK, double MeanReciprocalRank)
{
    internal static ClozeScore Of(IReadOnlyList<int?> ranks, int k)
    {
        int[] asked = [.. ranks.OfType<int>()];
        return asked.Length == 0
            ? new ClozeScore(0, ranks.Count, 0, k, 0, 0)
            : new ClozeScore(asked.Length, ranks.Count - asked.Length, asked.Average(rank => rank == 1 ? 1.0 : 0.0), k, asked.Average(rank => rank <= k ? 1.0 : 0.0), asked.Average(rank => 1.0 / rank));
    }
}

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Whether a language model finds acceptable sentences likelier than others that differ from them in as little as possible (Warstadt et al., 2020: BLiMP), by the log-likelihood of a causal model or
/// the pseudo-log-likelihood of a masked one (Salazar et al., 2020).
/// </summary>
/// <param name="Model">The name of the model.</param>
/// <param name="All">Over all pairs.</param>
/// <param name="Paradigms">For each paradigm, in the order in which they first occur; pairs that name none are in <paramref name="All"/> only.</param>
/// <param name="Phenomena">For each phenomenon, likewise.</param>
/// <param name="Margins">By how much the log-likelihood of the acceptable sentence of each pair exceeds that of the other.</param>
public sealed record MinimalPairReport(
    string Model, MinimalPairScore All, IReadOnlyDictionary<string, MinimalPairScore> Paradigms, IReadOnlyDictionary<string, MinimalPairScore> Phenomena, IReadOnlyList<double> Margins)
{
    /// <summary>The mean of the paradigms' accuracies, which is what BLiMP calls the overall accuracy; that of all pairs where none names a paradigm.</summary>
    public double MeanOfParadigms => Paradigms.Count == 0 ? All.Accuracy.Value : Paradigms.Values.Average(score => score.Accuracy.Value);

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="progress">Told how many pairs are done.</param>
    /// <param name="cancellationToken">Ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MinimalPairReport Measure(ILanguageModel model, IReadOnlyList<MinimalPair> pairs, int? threads = null, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        // As many at a time as keep the model busy.
        const int pairsAtOnce = 256;
        var margins = new double[pairs.Count];
        for (var start = 0; start < pairs.Count; start += pairsAtOnce)
        {
            var count = Math.Min(pairsAtOnce, pairs.Count - start);
            var scores = model.Score([.. pairs.Skip(start).Take(count).SelectMany(pair => new[] { pair.Good, pair.Bad })], threads, cancellationToken);
            for (var i = 0; i < count; i++)
                margins[start + i] = scores[2 * i].LogLikelihood - scores[(2 * i) + 1].LogLikelihood;
            progress?.Invoke(start + count);
        }
        return new MinimalPairReport(model.ModelName, Count(margins), By(pair => pair.Paradigm), By(pair => pair.Phenomenon), margins);

        OrderedDictionary<string, MinimalPairScore> By(Func<MinimalPair, string?> keyOf)
        {
            var scores = new OrderedDictionary<string, MinimalPairScore>(StringComparer.Ordinal);
            foreach (var group in Enumerable.Range(0, pairs.Count).Where(i => keyOf(pairs[i]) is not null).GroupBy(i => keyOf(pairs[i])!, StringComparer.Ordinal))
                scores.Add(group.Key, Count(group.Select(i => margins[i])));
            return scores;
        }
    }

    private static MinimalPairScore Count(IEnumerable<double> margins)
    {
        var (pairs, right) = (0, 0);
        foreach (var margin in margins)
            (pairs, right) = (pairs + 1, right + (margin > 0 ? 1 : 0));
        return new MinimalPairScore(pairs, right);
    }
}

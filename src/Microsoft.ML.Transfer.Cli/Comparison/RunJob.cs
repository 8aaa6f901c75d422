namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>The main job: compare two ways to features, save the model of the second, and predict with it in a fresh process.</summary>
internal static class RunJob
{
    private const int HeldOut = 3;

    /// <summary>Does it all.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="fresh">Predicts with a saved model in a process that has not seen it.</param>
    /// <param name="progress">Is told each step, in words.</param>
    /// <exception cref="BadInputException">A class has fewer rows than there are folds.</exception>
    public static RunResult Execute(RunRequest request, IFreshProcess fresh, Action<string> progress)
    {
        request.Data.RequireFolds(request.Folds);
        var ml = new MLContext(request.Seed);
        var embeddings = FeatureWay.Embeddings(ml, request.Embedder);
        var scores = new List<CrossValidationScore>();
        var encodedBefore = request.Embedder.TextsEncoded;
        foreach (var way in (FeatureWay[])[FeatureWay.TfIdf(ml), FeatureWay.Embeddings(ml, request.Untrained), embeddings, FeatureWay.EmbeddingsAndTfIdf(ml, request.Embedder)])
        {
            progress(FormattableString.Invariant($"{way.Name}: {request.Folds}-fold cross-validation of {request.Data.Rows.Count} texts ..."));
            scores.Add(CrossValidationScore.Measure(ml, way, request.Data, request.Folds));
        }

        var encoded = request.Embedder.TextsEncoded - encodedBefore;

        var (training, heldOut) = Split(request.Data.Rows);
        progress(FormattableString.Invariant($"Training on {training.Count} texts and saving {request.ModelPath} ..."));
        var rows = ml.Data.LoadFromEnumerable(training);
        var model = TextClassifier.Whole(ml, embeddings).Fit(rows);
        ml.Model.Save(model, rows.Schema, request.ModelPath);

        progress("Loading it in a fresh process ...");
        string[] texts = [.. heldOut.Select(r => r.Text)];
        var loaded = fresh.Predict(request.ModelPath, texts);
        var before = ml.Data.CreateEnumerable<TextPrediction>(model.Transform(ml.Data.LoadFromEnumerable(heldOut)), reuseRowObject: false).ToList();
        return new(
            scores,
            encoded,
            training.Count,
            new FileInfo(request.ModelPath).Length,
            [.. heldOut.Zip(loaded, (row, p) => new HeldOutPrediction(row, p.Label, p.Score))],
            before.Zip(loaded, (b, l) => Math.Abs(b.Highest - l.Score)).Max());
    }

    // Spread over the file, so that they are of several classes whether the file is sorted by class or shuffled.
    private static (List<LabelledText> Training, List<LabelledText> HeldOut) Split(IReadOnlyList<LabelledText> rows)
    {
        var chosen = Enumerable.Range(0, HeldOut).Select(i => ((2 * i) + 1) * rows.Count / (2 * HeldOut)).ToHashSet();
        return ([.. rows.Where((_, i) => !chosen.Contains(i))], [.. rows.Where((_, i) => chosen.Contains(i))]);
    }
}

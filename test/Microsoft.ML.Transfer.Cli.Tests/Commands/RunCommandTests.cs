using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Transfer.Cli.Comparison;
using Microsoft.ML.Transfer.Cli.FineTuning;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed partial class RunCommandTests
{
    [TestMethod]
    public void Without_arguments_it_compares_saves_and_predicts_in_a_fresh_process()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = Start("run", "--output", folder["model.zip"]);
        Assert.AreEqual(0, exitCode, error);
        foreach (var part in (string[])["400 rows, 4 classes", "transfer-mini-en", "untrained-mini-en", "Most accurate:", "ML.NET", "5-fold cross-validation", "trained on 397 texts; 3 were kept out"])
            StringAssert.Contains(output, part, StringComparison.Ordinal);
        StringAssert.EndsWith(output.TrimEnd(), "Largest difference from the scores before saving: 0.", StringComparison.Ordinal);

        // A quarter would be guessing; all ways to features must beat it clearly, and the encoder one that has learned nothing.
        var scores = ScoreRow().Matches(output);
        Assert.HasCount(4, scores);
        foreach (Match score in scores)
        {
            foreach (var value in (string[])["accuracy", "f1"])
                Assert.IsTrue(double.Parse(score.Groups[value].Value, System.Globalization.CultureInfo.InvariantCulture) is > 0.35 and < 1, score.Value);
        }
        double[] accuracies = [.. scores.Select(score => double.Parse(score.Groups["accuracy"].Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.IsGreaterThan(accuracies[1] + 0.05, accuracies[2], output);
        CollectionAssert.AreEqual(new[] { "model.zip" }, folder.Files());
    }

    [TestMethod]
    public void Predict_prints_label_and_score_of_each_text()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        Train(model, folder);
        var input = folder.Write("in.tsv", "id\tbody\n1\tthe dog, \"again\"\n2\t\n");
        var (exitCode, output, error) = Start("predict", "--model", folder["model.zip"], "--input", input, "--text-col", "body");
        Assert.AreEqual(0, exitCode, error);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(2, lines);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.AreEqual("the dog, \"again\"", first.RootElement.GetProperty("text").GetString());
        CollectionAssert.Contains(new[] { "animal", "verdict" }, first.RootElement.GetProperty("label").GetString());
        Assert.IsTrue(first.RootElement.GetProperty("score").GetDouble() is >= 0.5 and <= 1, lines[0]);
    }

    [TestMethod]
    public void Predict_takes_a_text_a_line_from_standard_input()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        Train(model, folder);
        var call = Call.WithInput("the cat ran\nit was bad\n", "predict", "--model", folder["model.zip"], "--input", "-");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.HasCount(2, call.Out.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    public void A_class_smaller_than_the_folds_is_refused_before_any_training()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\na\tx\nb\tx\nc\ty\nd\ty\n");
        Call.Of("run", "--data", data, "--output", folder["model.zip"]).AssertBadInput("5-fold cross-validation needs at least 5 rows of each class; 'x' has 2, 'y' has 2.");
        CollectionAssert.AreEqual(new[] { "in.tsv" }, folder.Files());
    }

    private static void Train(TinyModel model, TemporaryFolder folder)
    {
        string[] animals = ["the cat sat", "a dog ran", "the dog sat on the mat", "a cat and a dog", "the cat ran fast", "a fast dog"];
        string[] verdicts = ["it was good", "not good", "very bad", "it was very very good", "bad and not good", "it was not bad"];
        LabelledText[] rows = [.. animals.Select(t => new LabelledText { Text = t, Label = "animal" }), .. verdicts.Select(t => new LabelledText { Text = t, Label = "verdict" })];
        using var embedder = TextEmbedder.Load(model.Folder);
        using var untrained = TextEmbedder.Load(ShippedModels.UntrainedMiniEnglish);
        var result = RunJob.Execute(new(new("test", rows), embedder, untrained, 2, 1, folder["model.zip"]), new SameProcess(), _ => { });
        Assert.HasCount(4, result.Scores);
        Assert.HasCount(3, result.Predictions);
        Assert.AreEqual(9, result.TrainedOn);
        Assert.AreEqual(24, result.TextsEncoded, "each of two ways encodes a text once, whatever the number of folds");
    }

    private static (int ExitCode, string Out, string Error) Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    [GeneratedRegex(@"│ (TF-IDF|Frozen|Embeddings)[^│]*│ +(?<accuracy>[\d.]+) │ +(?<f1>[\d.]+) │ +[\d.]+ s │ +[\d,]+ │", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScoreRow();

    private sealed class SameProcess : IFreshProcess
    {
        public IReadOnlyList<(string Label, float Score)> Predict(string modelPath, IReadOnlyList<string> texts) =>
            [.. Predictions(modelPath, texts).Select(p => (p.PredictedLabel, p.Highest))];

        private static IEnumerable<TextPrediction> Predictions(string modelPath, IReadOnlyList<string> texts)
        {
            var ml = new MLContext();
            var rows = ml.Data.LoadFromEnumerable(texts.Select(text => new LabelledText { Text = text }));
            return ml.Data.CreateEnumerable<TextPrediction>(SavedModel.Load(ml, modelPath).Transform(rows), reuseRowObject: false);
        }
    }
}

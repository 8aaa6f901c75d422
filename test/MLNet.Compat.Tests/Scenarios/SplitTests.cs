using Microsoft.ML;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Which rows TrainTestSplit, CrossValidationSplit and ShuffleRows put where.</summary>
[TestClass]
public sealed class SplitTests
{
    private static IEnumerable<int> Numbers(IDataView data) => data.Values<int>("Number");

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(42)]
    public void ASeededContextSplitsTheSameWay(int seed) => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(60));
        var first = ml.Data.TrainTestSplit(data, testFraction: 0.2);
        scenario.Counts("test", Numbers(first.TestSet));
        scenario.Counts("train", Numbers(first.TrainSet));
        scenario.Counts("second call", Numbers(ml.Data.TrainTestSplit(data, testFraction: 0.2).TestSet));
        scenario.Texts("schema", SchemaText.Lines(first.TrainSet.Schema));
    }, testMethod: FormattableString.Invariant($"{nameof(ASeededContextSplitsTheSameWay)}.{seed}"));

    [TestMethod]
    public void ASeedOfTheCallWins() => Scenario.Run(scenario =>
    {
        var data = new MLContext().Data.LoadFromEnumerable(NumberedRow.Sequence(60));
        foreach (var seed in new[] { 0, 5, 123 })
        {
            var split = new MLContext(9).Data.TrainTestSplit(data, testFraction: 0.3, seed: seed);
            scenario.Counts(FormattableString.Invariant($"test {seed}"), Numbers(split.TestSet));
        }
    });

    [TestMethod]
    public void ASamplingKeyKeepsGroupsTogether() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 3);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(50));
        foreach (var column in new[] { "Group", "GroupKey", "Value" })
        {
            var split = ml.Data.TrainTestSplit(data, testFraction: 0.3, samplingKeyColumnName: column);
            scenario.Counts($"test by {column}", Numbers(split.TestSet));
        }
        scenario.Counts("seeded", Numbers(ml.Data.TrainTestSplit(data, testFraction: 0.3, samplingKeyColumnName: "Group", seed: 8).TestSet));
    });

    [TestMethod]
    public void FoldsCoverEveryRowOnce() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(60));
        var folds = ml.Data.CrossValidationSplit(data, numberOfFolds: 4);
        for (var i = 0; i < folds.Count; i++)
        {
            scenario.Counts(FormattableString.Invariant($"test {i}"), Numbers(folds[i].TestSet));
            scenario.Count(FormattableString.Invariant($"train count {i}"), Numbers(folds[i].TrainSet).Count());
        }
        var seeded = ml.Data.CrossValidationSplit(data, numberOfFolds: 3, seed: 17);
        for (var i = 0; i < seeded.Count; i++)
            scenario.Counts(FormattableString.Invariant($"seeded test {i}"), Numbers(seeded[i].TestSet));
    });

    [TestMethod]
    public void FoldsCanKeepGroupsTogether() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(40));
        foreach (var column in new[] { "Group", "GroupKey" })
        {
            var folds = ml.Data.CrossValidationSplit(data, numberOfFolds: 3, samplingKeyColumnName: column);
            for (var i = 0; i < folds.Count; i++)
                scenario.Counts(FormattableString.Invariant($"{column} test {i}"), Numbers(folds[i].TestSet));
        }
    });

    [TestMethod]
    public void ShufflesAreSeeded() => Scenario.Run(scenario =>
    {
        var data = new MLContext().Data.LoadFromEnumerable(NumberedRow.Sequence(40));
        scenario.Counts("context seed", Numbers(new MLContext(1).Data.ShuffleRows(data)));
        scenario.Counts("call seed", Numbers(new MLContext(1).Data.ShuffleRows(data, seed: 7)));
        scenario.Counts("small pool", Numbers(new MLContext(1).Data.ShuffleRows(data, seed: 7, shufflePoolSize: 5)));
        scenario.Counts("source in order", Numbers(new MLContext(1).Data.ShuffleRows(data, seed: 7, shufflePoolSize: 5, shuffleSource: false)));
        scenario.Counts("pool of one", Numbers(new MLContext(1).Data.ShuffleRows(data, seed: 7, shufflePoolSize: 1)));
        var shuffled = new MLContext(1).Data.ShuffleRows(data, seed: 7);
        scenario.Counts("first reading", Numbers(shuffled));
        scenario.Counts("second reading", Numbers(shuffled));
    });

    [TestMethod]
    public void ShuffledValuesStayInTheirRows() => Scenario.Run(scenario =>
    {
        var data = new MLContext().Data.LoadFromEnumerable(NumberedRow.Sequence(20));
        scenario.Texts("rows", new MLContext(1).Data.ShuffleRows(data, seed: 2).Rows("Number", "Group", "GroupKey"));
    });

    [TestMethod]
    public void WrongFractionsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(10));
        scenario.Throws("fraction 0", () => ml.Data.TrainTestSplit(data, testFraction: 0));
        scenario.Throws("fraction 1", () => ml.Data.TrainTestSplit(data, testFraction: 1));
        scenario.Throws("one fold", () => ml.Data.CrossValidationSplit(data, numberOfFolds: 1));
        scenario.Throws("null data", () => ml.Data.TrainTestSplit(null!));
        scenario.Throws("missing key", () => ml.Data.TrainTestSplit(data, samplingKeyColumnName: "Nowhere"));
        scenario.Throws("null shuffle", () => ml.Data.ShuffleRows(null!));
        scenario.Throws("pool 0", () => ml.Data.ShuffleRows(data, shufflePoolSize: 0));
    });
}

using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class LayerTrialTests
{
    private static readonly TrustOptions Options = new() { Seed = 3, BootstrapSamples = 200 };

    [TestMethod]
    public void ShuffledLabelsAreAtTheMajority()
    {
        var rows = new PlantedRows(300, seed: 1);
        var labels = PlantedRows.Shuffled(rows.Labels, seed: 9);
        var trial = new LayerTrial(new LogisticRegressionProbe(), new ProbeTask(labels, PlantedRows.Classes, rows.Groups), Options);
        var result = trial.Run(0, rows.Vectors(3, 0));
        Assert.IsLessThanOrEqualTo(trial.Baselines.Majority.Value, result.Accuracy.Low);
        Assert.IsGreaterThanOrEqualTo(trial.Baselines.Majority.Value, result.Accuracy.High);
        // Nothing is won over what the frequencies alone give: their entropy, and what is lost on learning.
        var entropy = labels.GroupBy(label => label).Sum(of => -of.Count() / (double)labels.Length * Math.Log2(of.Count() / (double)labels.Length));
        Assert.IsNotNull(result.DescriptionLength);
        Assert.IsGreaterThan(0.95 * entropy * labels.Length, result.DescriptionLength.Bits);
        Assert.IsNull(result.Control);
        Assert.IsNull(trial.Baselines.WordType);
    }

    [TestMethod]
    public void ThePlantedLayerIsFound()
    {
        var rows = new PlantedRows(200, seed: 2);
        var task = new ProbeTask(rows.Labels, PlantedRows.Classes, rows.Groups) { WordTypes = rows.Types };
        var trial = new LayerTrial(new LogisticRegressionProbe(), task, Options);
        var strengths = new[] { 0f, 1, 3, 1 };
        var results = strengths.Select((strength, layer) => trial.Run(layer, rows.Vectors(strength, (ulong)layer))).ToList();
        Assert.AreEqual(2, results.MaxBy(result => result.Accuracy.Value)?.Layer);
        Assert.AreEqual(2, results.MaxBy(result => result.Selectivity?.Value)?.Layer);
        Assert.AreEqual(2, results.MaxBy(result => result.DescriptionLength?.Compression)?.Layer);
        Assert.IsGreaterThan(results[1].Accuracy.High, results[2].Accuracy.Low);
        foreach (var result in results)
        {
            Assert.IsNotNull(result.Control);
            Assert.IsNotNull(result.Selectivity);
            Assert.AreEqual(result.Accuracy.Value - result.Control.Value, result.Selectivity.Value, 1e-12);
        }
        // The class of every type is fixed here, so that knowing the type is knowing the class.
        Assert.AreEqual(1, trial.Baselines.WordType?.Value);
    }

    [TestMethod]
    public void VectorsThatSpellTheTypeAreNotSelective()
    {
        // A column for each type: the control task is learned as well as the real one.
        var rows = new PlantedRows(200, seed: 4);
        var values = new float[rows.Labels.Length * 40];
        for (var row = 0; row < rows.Types.Length; row++)
            values[row * 40 + rows.Types[row]] = 5;
        var task = new ProbeTask(rows.Labels, PlantedRows.Classes, rows.Groups) { WordTypes = rows.Types };
        var result = new LayerTrial(new LogisticRegressionProbe(), task, Options with { HasDescriptionLength = false }).Run(0, new ProbeMatrix(values, rows.Types.Length, 40));
        Assert.IsGreaterThan(0.99, result.Accuracy.Value);
        Assert.AreEqual(0, result.Selectivity?.Value ?? 1, 0.01);
        Assert.IsNull(result.DescriptionLength);
    }

    [TestMethod]
    public void TheTestSplitIsScoredByAProbeOfAllOtherRows()
    {
        var (training, test) = (new PlantedRows(200, seed: 5), new PlantedRows(100, seed: 6));
        var task = new ProbeTask(training.Labels, PlantedRows.Classes, training.Groups) { TestLabels = test.Labels, TestGroups = test.Groups };
        var options = Options with { HasDescriptionLength = false };
        var (x, xTest) = (training.Vectors(2, 0), test.Vectors(2, 0));
        var result = new LayerTrial(new LogisticRegressionProbe(), task, options).Run(0, x, xTest);
        var probabilities = new float[test.Labels.Length * PlantedRows.Classes];
        new LogisticRegressionProbe().Fit(x, training.Labels, PlantedRows.Classes).Score(xTest, probabilities);
        var right = Enumerable.Range(0, test.Labels.Length).Count(row => Array.IndexOf(probabilities, probabilities.AsSpan(row * PlantedRows.Classes, PlantedRows.Classes).ToArray().Max(), row * PlantedRows.Classes) % PlantedRows.Classes == test.Labels[row]);
        Assert.AreEqual(right / (double)test.Labels.Length, result.Test?.Value);
    }

    [TestMethod]
    public void ThreadsChangeNothing()
    {
        var rows = new PlantedRows(100, seed: 7);
        var task = new ProbeTask(rows.Labels, PlantedRows.Classes, rows.Groups) { WordTypes = rows.Types };
        var x = rows.Vectors(1, 0);
        var results = new[] { 1, 2 }.Select(threads => new LayerTrial(new LogisticRegressionProbe(), task, Options with { Threads = threads }).Run(0, x)).ToList();
        Assert.AreEqual(results[0].Accuracy, results[1].Accuracy);
        Assert.AreEqual(results[0].CrossEntropy, results[1].CrossEntropy);
        Assert.AreEqual(results[0].Selectivity, results[1].Selectivity);
        Assert.AreEqual(results[0].DescriptionLength, results[1].DescriptionLength);
    }

    [TestMethod]
    public void WhatDoesNotFitTogetherIsNamed()
    {
        var rows = new PlantedRows(20, seed: 7);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => new LayerTrial(new LogisticRegressionProbe(), new ProbeTask(rows.Labels, PlantedRows.Classes, rows.Groups[1..]), Options)).Message,
            "119 groups for 120 labels");
        var trial = new LayerTrial(new LogisticRegressionProbe(), new ProbeTask(rows.Labels, PlantedRows.Classes, rows.Groups), Options);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trial.Run(3, new ProbeMatrix(new float[12], 1, 12))).Message, "Layer 3 has 1 vectors for 120 labels");
    }
}

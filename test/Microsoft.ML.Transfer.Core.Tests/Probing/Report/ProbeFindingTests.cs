namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class ProbeFindingTests
{
    [TestMethod]
    public void ALayerAboveAllBaselinesIsTheFinding()
    {
        var finding = ProbeFinding.Of(SampleReport.Create());
        Assert.AreEqual("Layer 1 tells most about upos: 90.0 %, 20.0 points more than an encoder with random weights", finding.Title);
        Assert.AreEqual(
            "From the frozen vectors of layer 1, logistic regression tells upos right in 90.0 % (88.0–92.0) of rows whose group it was not trained on with a selectivity of 40.0 points; "
            + "that is 20.0 points more than an encoder with random weights (70.0 % (68.0–72.0)), and layer 2 is not distinguishable from it.",
            finding.May);
        StringAssert.Contains(finding.MayNot, "the best of 3 layers was picked by the score that is reported (on the test split, scored once, it reaches 85.0 % (83.0–87.0))");
    }

    [TestMethod]
    public void WithinTheIntervalOfABaselineNothingIsClaimed()
    {
        var finding = ProbeFinding.Of(SampleReport.Create(best: 0.735));
        Assert.AreEqual("No layer is shown to tell more about upos than an encoder with random weights", finding.Title);
        StringAssert.Contains(finding.May, "an encoder with random weights reaches 70.0 % (68.0–72.0), so that the encoder's training is not shown to matter");
    }

    [TestMethod]
    public void WithoutOtherBaselinesItIsComparedWithTheMostFrequentClass() =>
        StringAssert.EndsWith(ProbeFinding.Of(SampleReport.Create(bare: true)).Title, "35.0 points more than always saying the most frequent class");
}

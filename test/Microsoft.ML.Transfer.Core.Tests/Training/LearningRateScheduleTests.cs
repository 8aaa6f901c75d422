using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

[TestClass]
public sealed class LearningRateScheduleTests
{
    [TestMethod]
    [DataRow(LearningRateDecay.None, new[] { 0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [DataRow(LearningRateDecay.Linear, new[] { 0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125 })]
    [DataRow(LearningRateDecay.Cosine, new[] { 0, 0.5, 1, 0.9619397662556434, 0.8535533905932737, 0.6913417161825449, 0.5, 0.3086582838174551, 0.14644660940672627, 0.03806023374435663 })]
    [DataRow(LearningRateDecay.Polynomial, new[] { 0, 0.5, 1, 0.7890625, 0.60625, 0.4515625, 0.325, 0.2265625, 0.15625, 0.1140625 })]
    public void TheRateFollowsItsFormula(LearningRateDecay decay, double[] factors)
    {
        var schedule = new LearningRateSchedule(2e-5, decay) { WarmupSteps = 2, Power = 2, EndFactor = 0.1 };
        for (var step = 0; step < factors.Length; step++)
            Assert.AreEqual(2e-5 * factors[step], schedule.At(step, factors.Length), 1e-18, $"step {step}");
    }

    [TestMethod]
    public void TheWarmUpIsATenthUnlessStatedOtherwise()
    {
        var schedule = new LearningRateSchedule(1);
        Assert.AreEqual(0, schedule.At(0, 100));
        Assert.AreEqual(0.9, schedule.At(9, 100), 1e-12);
        Assert.AreEqual(1, schedule.At(10, 100), 1e-12);
        Assert.AreEqual(0, schedule.At(100, 100));
    }
}

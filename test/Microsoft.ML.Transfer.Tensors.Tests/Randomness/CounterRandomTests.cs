using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Tests.Randomness;

[TestClass]
public sealed class CounterRandomTests
{
    private const int Draws = 200_000;

    [TestMethod]
    public void NormalNumbersHaveTheMomentsOfTheNormalDistribution()
    {
        var random = new CounterRandom(3, 5);
        double[] numbers = [.. Enumerable.Range(0, Draws).Select(i => random.Normal((ulong)i))];
        // Four standard errors; the kurtosis of a sum of twelve uniform numbers is 3 − 0.1.
        Assert.AreEqual(0, numbers.Average(), 4 / Math.Sqrt(Draws));
        Assert.AreEqual(1, numbers.Average(x => x * x), 4 * Math.Sqrt(2.0 / Draws));
        Assert.AreEqual(0, numbers.Average(x => x * x * x), 4 * Math.Sqrt(15.0 / Draws));
        Assert.AreEqual(2.9, numbers.Average(x => x * x * x * x), 4 * Math.Sqrt(96.0 / Draws));
    }

    [TestMethod]
    public void UniformNumbersFillTheirIntervalEvenly()
    {
        var random = new CounterRandom(3, 5);
        var counts = new int[16];
        for (var i = 0; i < Draws; i++)
            counts[(int)(random.Uniform((ulong)i) * counts.Length)]++;
        var expected = (double)Draws / counts.Length;
        var chiSquared = counts.Sum(count => (count - expected) * (count - expected) / expected);
        // 99.9 % of chi-squared with 15 degrees of freedom.
        Assert.IsLessThan(37.7, chiSquared);
    }

    [TestMethod]
    public void TheSameSeedAndStreamGiveTheSameNumbersForEver()
    {
        var random = new CounterRandom(1, CounterRandom.StreamOf("layers/0/attention/query/weight"));
        ulong[] recorded = [random.Bits(0), random.Bits(1), random.Bits(1_000_000)];
        CollectionAssert.AreEqual(new ulong[] { 4462104104643707480, 5986040862059632576, 1685945752913411808 }, recorded);
    }

    [TestMethod]
    public void SeedsAndStreamsAreIndependent()
    {
        var numbers = new HashSet<ulong>();
        for (var seed = 0UL; seed < 50; seed++)
        {
            for (var stream = 0UL; stream < 50; stream++)
                numbers.Add(new CounterRandom(seed, stream).Bits(0));
        }
        Assert.HasCount(2500, numbers);
    }

    [TestMethod]
    public void ManyNumbersAreThoseOneByOne()
    {
        var random = new CounterRandom(3, 5);
        var numbers = new ulong[29];
        random.FillBits(1UL << 40, numbers);
        for (var i = 0; i < numbers.Length; i++)
            Assert.AreEqual(random.Bits((1UL << 40) + (ulong)i), numbers[i]);
    }
}

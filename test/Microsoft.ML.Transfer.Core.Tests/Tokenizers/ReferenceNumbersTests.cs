using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

[TestClass]
public sealed class ReferenceNumbersTests
{
    [TestMethod]
    [DataRow("0", 0.0)]
    [DataRow("-0.0", 0.0)]
    [DataRow("-2.5", -2.5)]
    [DataRow("1e3", 1000.0)]
    [DataRow("1.5E-2", 0.015)]
    [DataRow("123456789012345678901234567890", 123456789012345678901234567890.0)]
    [DataRow("0.1234567890123456789012345", 0.1234567890123456789012345)]
    [DataRow("1e-320", 1e-320)]
    public void NumbersAreReadToTheLastBitButOne(string text, double value) =>
        Assert.AreEqual(value, ReferenceNumbers.Parse(Encoding.ASCII.GetBytes(text)), Math.BitIncrement(Math.Abs(value)) - Math.Abs(value));

    [TestMethod]
    public void SeventeenDigitsMayBeOffByABitAsInTheReference()
    {
        // Two roundings, of the digits and of the quotient, where exact reading has one.
        const string text = "-10.328630447387695";
        var read = ReferenceNumbers.Parse(Encoding.ASCII.GetBytes(text));
        Assert.AreEqual((double)10328630447387695UL / 1e15, -read);
    }

    [TestMethod]
    public void ScoresSurviveRewritingToTheLastBit()
    {
        var random = new Random(3);
        var pieces = Enumerable.Range(0, 500).Select(i => ("p" + i.ToString(CultureInfo.InvariantCulture), (double)(float)(-20 * random.NextDouble())));
        var model = new UnigramModel([("<unk>", 0), .. pieces], 0, byteFallback: false, "random");
        var tokenizer = new PretrainedTokenizer(new TokenizerDefinition(model));
        var rewritten = PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten");
        CollectionAssert.AreEqual(tokenizer.ToJson(), rewritten.ToJson());
        StringAssert.Contains(Encoding.UTF8.GetString(tokenizer.ToJson()), "exact_scores");
    }
}

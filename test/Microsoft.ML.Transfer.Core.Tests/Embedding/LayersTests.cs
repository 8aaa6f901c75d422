namespace Microsoft.ML.Transfer.Core.Tests.Embedding;

[TestClass]
public sealed class LayersTests
{
    [TestMethod]
    [DataRow("last", new[] { 6 })]
    [DataRow("all", new[] { 0, 1, 2, 3, 4, 5, 6 })]
    [DataRow("4", new[] { 4 })]
    [DataRow("-2", new[] { 5 })]
    [DataRow("mean:1-4", new[] { 1, 2, 3, 4 })]
    [DataRow("mean:-4--1", new[] { 3, 4, 5, 6 })]
    [DataRow("mean:1,6", new[] { 1, 6 })]
    [DataRow("concat:3,4", new[] { 3, 4 })]
    [DataRow("concat:-1,0", new[] { 6, 0 })]
    public void TextNamesLayersAndComesBack(string text, int[] expected)
    {
        var layers = Layers.Parse(text);
        CollectionAssert.AreEqual(expected, layers.Resolve(layerCount: 6));
        Assert.AreEqual(text, layers.ToString());
        Assert.AreEqual(layers, Layers.Parse(layers.ToString()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("first")]
    [DataRow("1-4")]
    [DataRow("mean:")]
    [DataRow("mean:1-")]
    [DataRow("concat:1,,2")]
    [DataRow("concat:1;2")]
    [DataRow("99999999999")]
    public void OtherTextIsRefusedWithTheForms(string text)
    {
        var error = Assert.ThrowsExactly<FormatException>(() => Layers.Parse(text));
        Assert.AreEqual($"'{text}' names no layers; expected last, all, a number, mean:1-4 or concat:3,4.", error.Message);
    }

    [TestMethod]
    [DataRow("7")]
    [DataRow("-8")]
    [DataRow("concat:0,7")]
    [DataRow("mean:4-1")]
    [DataRow("mean:0-2000000000")]
    public void LayersThatAnEncoderLacksAreRefused(string text) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Layers.Parse(text).Resolve(layerCount: 6));

    [TestMethod]
    public void TheFactoriesAreWhatTheirTextSays()
    {
        Assert.AreEqual(Layers.Parse("last"), Layers.At(-1));
        Assert.AreEqual(Layers.Parse("mean:1-4"), Layers.Mean(1, 4));
        Assert.AreEqual(Layers.Parse("concat:3,4"), Layers.Concat(3, 4));
        Assert.AreNotEqual(Layers.Mean(3, 4), Layers.Concat(3, 4));
        Assert.ThrowsExactly<ArgumentException>(() => Layers.Concat());
    }
}

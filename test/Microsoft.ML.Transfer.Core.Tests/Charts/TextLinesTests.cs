using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class TextLinesTests
{
    private static readonly TextStyle Style = TextStyle.Label;

    [TestMethod]
    public void ALongTextIsBrokenAtItsBlanks() =>
        CollectionAssert.AreEqual(new[] { "one two", "three" }, TextLines.Wrap("one two three", Style, Style.WidthOf("one two"), 3).ToArray());

    [TestMethod]
    public void WhatDoesNotFitEndsInAnEllipsis()
    {
        var lines = TextLines.Wrap("one two three four", Style, Style.WidthOf("one two"), 1);
        Assert.HasCount(1, lines);
        Assert.EndsWith("…", lines[0]);
    }

    [TestMethod]
    public void ALetterIsNeverCutInHalf() =>
        Assert.AreEqual("👩‍👩‍👧…", TextLines.Shorten("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", Style, Style.WidthOf("👩‍👩‍👧…") + 1));

    [TestMethod]
    public void AnyTextFitsItsLines() => Prop.ForAll(Arb.From(Gen.Elements("a", "W", " ", "word", "é", "字", "👍", "\u0301").ListOf().Select(string.Concat)), Arb.From(Gen.Choose(30, 200)), Arb.From(Gen.Choose(1, 3)), (text, width, maximum) =>
    {
        var lines = TextLines.Wrap(text, Style, width, maximum);
        Assert.IsLessThanOrEqualTo(maximum, lines.Count);
        foreach (var line in lines)
            Assert.IsLessThanOrEqualTo(width, Style.WidthOf(line), line);
        if (!string.Concat(lines).Contains('…'))
            Assert.AreEqual(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}

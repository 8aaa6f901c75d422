using System.Globalization;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

[TestClass]
public sealed class AdaptationTextTests
{
    [TestMethod]
    public void EachFormHasAText()
    {
        foreach (var (adaptation, text) in new[]
        {
            (Adaptation.Full, "all"),
            (Adaptation.HeadOnly, "head"),
            (Adaptation.Top(2), "top:2"),
            (Adaptation.BitFit, "bitfit"),
            (Adaptation.LowRank(), "lora:8"),
            (Adaptation.LowRank(4, alpha: 4.5f, dropout: 0.05f, targets: "attention/*, down"), "lora:4:alpha=4.5:dropout=0.05:targets=attention/*,down"),
            (Adaptation.Bottleneck(), "adapters:64"),
            (Adaptation.Prefix(3), "prefix:3"),
            (Adaptation.Prompt(), "prompt:16"),
            (Adaptation.Scaling, "ia3"),
            (Adaptation.Full.WithLayerDecay(0.9f).WithGradualUnfreezing().AfterProbe(), "all+decay:0.9+unfreeze+probe:1"),
        })
        {
            Assert.AreEqual(text, adaptation.ToString());
            Assert.AreEqual(adaptation, Adaptation.Parse(text));
            Assert.AreEqual(adaptation.GetHashCode(), Adaptation.Parse(text).GetHashCode());
        }
        Assert.AreEqual(Adaptation.Bottleneck(), Adaptation.Parse("adapters"));
        Assert.AreEqual(Adaptation.LowRank().AfterProbe(), Adaptation.Parse("lora+probe"));
        Assert.AreNotEqual(Adaptation.Top(2), Adaptation.Top(3));
        Assert.AreNotEqual(Adaptation.LowRank(), Adaptation.LowRank(targets: "query"));
        Assert.AreNotEqual(Adaptation.Full, Adaptation.Full.AfterProbe());
    }

    [TestMethod]
    public void EveryAdaptationIsReadAsItWasWritten()
    {
        for (var seed = 0UL; seed < 2000; seed++)
        {
            var random = new CounterRandom(seed, 1);
            var (place, adaptation) = (0UL, Adaptation.Full);
            adaptation = Whole(9) switch
            {
                0 => Adaptation.Full,
                1 => Adaptation.HeadOnly,
                2 => Adaptation.Top(Whole(100) + 1),
                3 => Adaptation.BitFit,
                4 => Adaptation.Bottleneck(Whole(1000) + 1),
                5 => Adaptation.Prefix(Whole(1000) + 1),
                6 => Adaptation.Prompt(Whole(1000) + 1),
                7 => Adaptation.Scaling,
                _ => Adaptation.LowRank(Whole(64) + 1, Number(), Math.Min((float)Next(), 0.99f), Whole(2) == 0 ? "query,value" : "feed_forward/*,attention/k*"),
            };
            if (adaptation != Adaptation.HeadOnly)
            {
                if (Whole(2) == 0)
                    adaptation = adaptation.WithLayerDecay((float)(1 - Next()));
                if (Whole(2) == 0)
                    adaptation = adaptation.WithGradualUnfreezing();
                if (Whole(2) == 0)
                    adaptation = adaptation.AfterProbe(Whole(9) + 1);
            }
            Assert.AreEqual(adaptation, Adaptation.Parse(adaptation.ToString()), adaptation.ToString());

            double Next() => random.Uniform(place++);
            int Whole(int below) => (int)(Next() * below);
            // Of all sizes, so that exponents are written too.
            float Number() => (float)Math.Pow(10, 60 * Next() - 30);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("some")]
    [DataRow("top")]
    [DataRow("top:0")]
    [DataRow("top:-1")]
    [DataRow("top:1.5")]
    [DataRow("top:99999999999")]
    [DataRow("lora:8:beta=2")]
    [DataRow("lora:8:alpha=x")]
    [DataRow("lora:8:dropout=1")]
    [DataRow("lora:8:targets=")]
    [DataRow("lora:8:targets=query,,value")]
    [DataRow("lora:8:targets=a b")]
    [DataRow("all+")]
    [DataRow("all+decay:0")]
    [DataRow("all+decay:2")]
    [DataRow("all+probe:0")]
    [DataRow("head+unfreeze")]
    [DataRow("all:2")]
    public void OtherTextsAreRefused(string text)
    {
        var error = Assert.ThrowsExactly<FormatException>(() => Adaptation.Parse(text));
        StringAssert.StartsWith(error.Message, $"'{text}' is no adaptation: expected all, head, top:N");
    }

    [TestMethod]
    public void NumbersOutsideTheirRangeAreRefused()
    {
        foreach (var action in new Action[]
        {
            () => Adaptation.Top(0), () => Adaptation.LowRank(0), () => Adaptation.LowRank(alpha: 0), () => Adaptation.LowRank(alpha: float.NaN), () => Adaptation.LowRank(dropout: 1),
            () => Adaptation.LowRank(dropout: float.NaN), () => Adaptation.Bottleneck(0), () => Adaptation.Prefix(0), () => Adaptation.Prompt(-1), () => Adaptation.Full.WithLayerDecay(0),
            () => Adaptation.Full.WithLayerDecay(float.NaN), () => Adaptation.Full.AfterProbe(0),
        })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(action);
        Assert.ThrowsExactly<InvalidOperationException>(() => Adaptation.HeadOnly.WithGradualUnfreezing());
        Assert.ThrowsExactly<ArgumentException>(() => Adaptation.LowRank(targets: "query/"));
    }

    [TestMethod]
    public void TextsDoNotDependOnTheCulture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.AreEqual("lora:2:alpha=0.5+decay:0.5", Adaptation.LowRank(2, 0.5f).WithLayerDecay(0.5f).ToString());
            Assert.AreEqual(Adaptation.Full.WithLayerDecay(0.5f), Adaptation.Parse("all+decay:0.5"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

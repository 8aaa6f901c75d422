using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

/// <summary>What is trained when, and how fast.</summary>
[TestClass]
public sealed class PhaseTests
{
    private const string Head = "heads/SequenceClassification/output/weight";
    private const string Last = "layers/1/attention/query/weight";
    private const string First = "layers/0/feed_forward/up/weight";
    private const string Words = "embeddings/word/weight";

    [TestMethod]
    public void EverythingIsOnePhaseWithoutFactors()
    {
        var phase = Adaptation.Full.Phases(TinyFamilies.Read(TinyFamilies.Configurations["bert"], out _), 4).Single();
        Assert.AreEqual(4, phase.Epochs);
        Assert.IsNull(phase.RateFactor);
        Assert.IsFalse(phase.IsHeadOnly);
    }

    [TestMethod]
    public void RatesFallFromTheHeadToTheEmbeddings() =>
        CollectionAssert.AreEqual(new[] { "3: 1, 0.5, 0.25, 0.125" }, Describe(Adaptation.Full.WithLayerDecay(0.5f), 3));

    [TestMethod]
    public void LayersJoinOneByOneFromTheTop()
    {
        CollectionAssert.AreEqual(
            new[] { "1 head: 1, 0, 0, 0", "1: 1, 1, 0, 0", "1: 1, 1, 1, 0", "3: 1, 1, 1, 1" },
            Describe(Adaptation.Full.WithGradualUnfreezing(), 6));
        CollectionAssert.AreEqual(new[] { "1 head: 1, 0, 0, 0", "1: 1, 1, 0, 0" }, Describe(Adaptation.Full.WithGradualUnfreezing(), 2), "no more than there are epochs");
        CollectionAssert.AreEqual(new[] { "1 head: 1, 0, 0, 0" }, Describe(Adaptation.Full.WithGradualUnfreezing(), 1));
        CollectionAssert.AreEqual(new[] { "1 head: 1, 0, 0, 0", "4: 1, 0.5, 0, 0" }, Describe(Adaptation.Top(1).WithGradualUnfreezing().WithLayerDecay(0.5f), 5), "no more than are trained");
    }

    [TestMethod]
    public void AProbeComesFirst()
    {
        CollectionAssert.AreEqual(new[] { "2 head: 1, 0, 0, 0", "3: 1, 1, 1, 1" }, Describe(Adaptation.Full.AfterProbe(2), 3));
        CollectionAssert.AreEqual(new[] { "4 head: 1, 0, 0, 0" }, Describe(Adaptation.HeadOnly, 4));
    }

    [TestMethod]
    public void ModulesAreTrainedWithTheHead()
    {
        foreach (var (adaptation, trained) in new[]
        {
            (Adaptation.LowRank(), "layers/0/attention/query/lora/up/weight"),
            (Adaptation.Bottleneck(), "layers/0/attention/adapter/up/weight"),
            (Adaptation.Bottleneck(), "layers/0/attention/norm/weight"),
            (Adaptation.Prefix(), "layers/0/attention/prefix/key/weight"),
            (Adaptation.Prompt(), "prompt/weight"),
            (Adaptation.Scaling, "layers/0/attention/key/scaling/weight"),
            (Adaptation.BitFit, "layers/0/attention/key/bias"),
        })
        {
            var factor = Adaptation.Parse(adaptation.ToString()).Phases(TinyFamilies.Read(TinyFamilies.Configurations["bert"], out _), 1).Single().RateFactor!;
            Assert.AreEqual(1f, factor(new ParameterPath(trained)), adaptation.ToString());
            Assert.AreEqual(1f, factor(new ParameterPath(Head)));
            Assert.AreEqual(0f, factor(new ParameterPath(Last)));
            Assert.AreEqual(0f, factor(new ParameterPath(Words)));
        }
    }

    [TestMethod]
    public void LayersThatShareTheirParametersCannotBeToldApart()
    {
        var albert = TinyFamilies.Read(TinyFamilies.Configurations["albert"], out _);
        foreach (var adaptation in new[] { Adaptation.Top(1), Adaptation.Full.WithLayerDecay(0.5f), Adaptation.LowRank().WithGradualUnfreezing() })
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => adaptation.Phases(albert, 2)).Message, "share their parameters");
        Assert.HasCount(2, Adaptation.Full.AfterProbe().Phases(albert, 2));
    }

    private static string[] Describe(Adaptation adaptation, int epochs) =>
    [
        .. adaptation.Phases(TinyFamilies.Read(TinyFamilies.Configurations["bert"], out _), epochs).Select(phase => FormattableString.Invariant(
            $"{phase.Epochs}{(phase.IsHeadOnly ? " head" : "")}: {string.Join(", ", new[] { Head, Last, First, Words }.Select(path => FormattableString.Invariant($"{phase.RateFactor?.Invoke(new ParameterPath(path)) ?? 1}")))}")),
    ];
}

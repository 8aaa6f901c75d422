using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

[TestClass]
public sealed class InstructionSetTests
{
    [TestMethod]
    public void TheBestIsTakenUnlessOneIsAskedFor()
    {
        var best = Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).Max();
        Assert.AreEqual(best, InstructionSets.Choose(null));
        Assert.AreEqual(best, InstructionSets.Choose(""));
        Assert.AreEqual(InstructionSet.Portable, InstructionSets.Choose("portable"));
        Assert.AreEqual(best, InstructionSets.Choose(best.ToString().ToUpperInvariant()));
    }

    [TestMethod]
    public void AnUnknownOneIsRefusedWithThoseThatThereAre()
    {
        var error = Assert.ThrowsExactly<NotSupportedException>(() => InstructionSets.Choose("mmx"));
        StringAssert.Contains(error.Message, "MLTRANSFER_CPU is 'mmx'; this processor has portable");
    }
}

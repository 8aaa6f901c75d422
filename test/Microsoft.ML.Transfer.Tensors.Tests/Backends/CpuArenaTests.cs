using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

[TestClass]
public sealed class CpuArenaTests
{
    [TestMethod]
    public void KeepMovesTheSurvivorDownAndFreesTheRest()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var before = arena.Upload([1f, 2f], new Shape(2));
        var mark = arena.Mark();
        _ = arena.Upload(new float[1000], new Shape(1000));
        float[] values = [.. Enumerable.Range(0, 3000).Select(i => (float)i)];
        var survivor = arena.Keep(mark, arena.Upload(values, new Shape(3, 1000)));

        Assert.AreEqual(new Shape(3, 1000), survivor.Shape);
        CollectionAssert.AreEqual(values, Values(survivor));
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Values(before));
        Assert.AreNotEqual(mark, arena.Mark());
        arena.Release(mark);
        Assert.AreEqual(mark, arena.Mark());
    }

    [TestMethod]
    public void KeepWorksAcrossBlocks()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var mark = arena.Mark();
        _ = arena.Allocate(ElementType.Float32, new Shape(200_000));
        float[] values = [.. Enumerable.Range(0, 400_000).Select(i => (float)i)];
        var survivor = arena.Keep(mark, arena.Upload(values, new Shape(400_000)));
        CollectionAssert.AreEqual(values, Values(survivor));
    }

    [TestMethod]
    public void ASecondBatchOfTheSameSizeAllocatesNoGarbage()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        Fill();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());

        void Fill()
        {
            for (var i = 1; i < 100; i++)
                arena.Allocate(ElementType.Float32, new Shape(i, 300));
            arena.Release(default);
        }
    }

    [TestMethod]
    public void ValuesThatDoNotFitTheShapeAreRefused()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var error = Assert.ThrowsExactly<ArgumentException>(() => arena.Upload(new float[5], new Shape(2, 3)));
        StringAssert.Contains(error.Message, "Expected the 6 values of shape [2, 3]; got 5.");
    }

    [TestMethod]
    public void AFreedArenaRefusesToAllocate()
    {
        var arena = CpuBackend.Instance.CreateArena();
        arena.Dispose();
        arena.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => arena.Allocate(ElementType.Float32, new Shape(1)));
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Tests.Autograd;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>Zeros that are not written, and tables of which only some rows are: nobody can tell them from others by their numbers.</summary>
[TestClass]
public sealed class TrackedRowsTests
{
    private const int Rows = 70, Columns = 19;
    private static readonly Shape Table = new(Rows, Columns);
    private readonly CpuArena _arena = new();

    [TestCleanup]
    public void FreeArena() => _arena.Dispose();

    [TestMethod]
    [DataRow(0f, 1)]
    [DataRow(0.1f, 1)]
    [DataRow(0.1f, 2)]
    public void AdamWOverTheRowsThatWereSeenGivesTheBitsOfAdamWOverAll(float decay, int threads)
    {
        _arena.Threads = threads;
        var start = GradientCheck.Random(1, Rows * Columns);
        var (dense, sparse) = (_arena.Upload(start, Table), _arena.Upload(start, Table));
        Tensor[] denseState = [Zeros(), Zeros()], sparseState = [Cleared(), Cleared()];
        for (var step = 1; step <= 4; step++)
        {
            int[] rows = [step, 66, 2 * step, 66];
            var upstream = _arena.Upload(GradientCheck.Random(10 + (ulong)step, rows.Length * Columns), new Shape(rows.Length, Columns));
            var (denseGradient, sparseGradient) = (Zeros(), Cleared());
            Gather(rows, dense, denseGradient, upstream);
            Gather(rows, sparse, sparseGradient, upstream);
            Assert.IsNull(((CpuTensor)denseGradient).NonzeroRows);
            Assert.AreEqual(3, ((CpuTensor)sparseGradient).NonzeroRows!.Count);
            var squares = CpuBackend.Instance.SumOfSquares(denseGradient, _arena);
            Assert.AreEqual(squares, CpuBackend.Instance.SumOfSquares(sparseGradient, _arena), 1e-6 * squares);
            var update = new AdamWUpdate { LearningRate = 0.01f, Step = step, WeightDecay = decay, GradientScale = 0.5f };
            CpuBackend.Instance.Update(update, dense, denseGradient, denseState, _arena);
            CpuBackend.Instance.Update(update, sparse, sparseGradient, sparseState, _arena);
            if (step == 2)
            {
                // Saved and restored.
                foreach (var state in sparseState)
                    state.CopyFrom(Values(state));
            }
        }
        CollectionAssert.AreEqual(Values(dense), Values(sparse));
        for (var i = 0; i < denseState.Length; i++)
        {
            Assert.AreEqual(7, ((CpuTensor)sparseState[i]).NonzeroRows!.Count, "rows 1, 2, 3, 4, 6, 8 and 66");
            CollectionAssert.AreEqual(Values(denseState[i]), Values(sparseState[i]));
        }
    }

    [TestMethod]
    public void WhoeverReadsATrackedTableAsAWholeFindsZeros()
    {
        var gradient = (CpuTensor)Cleared();
        Gather([3, 64], Zeros(), gradient, _arena.Upload([.. Enumerable.Repeat(2f, 2 * Columns)], new Shape(2, Columns)));
        var values = Values(gradient);
        Assert.IsNotNull(gradient.NonzeroRows);
        CollectionAssert.AreEqual(values, gradient.Values.ToArray());
        Assert.IsNull(gradient.NonzeroRows, "written down");
        for (var i = 0; i < values.Length; i++)
            Assert.AreEqual(i / Columns is 3 or 64 ? 2f : 0f, values[i]);
        gradient.Clear();
        Assert.IsTrue(Values(gradient).All(value => value == 0));
        Assert.IsTrue(gradient.TakeZeros());
        Assert.IsFalse(gradient.TakeZeros(), "only once");
    }

    [TestMethod]
    public void ATensorThatIsReadTwiceInAnOperationGetsBothGradients()
    {
        int[] offsets = [0, 2, 5];
        var x = _arena.Upload(GradientCheck.Random(1, 5 * 32), new Shape(5, 32));
        var upstream = GradientCheck.Random(2, 5 * 32);
        var places = _arena.Upload(offsets);
        Tensor[] inputs = [x, x, x, places, places];
        var operation = new Attention(1, 0.3f);
        var output = CpuBackend.Instance.Forward(operation, inputs, _arena, out var saved);
        float[] Gradient(Func<Tensor> empty, bool together)
        {
            Tensor[] gradients = together ? [.. Enumerable.Repeat(empty(), 3)] : [empty(), empty(), empty()];
            CpuBackend.Instance.Backward(operation, inputs, output, saved, _arena.Upload(upstream, new Shape(5, 32)), [.. gradients, null, null], _arena);
            return together ? Values(gradients[0]) : [.. Values(gradients[0]).Select((value, i) => value + Values(gradients[1])[i] + Values(gradients[2])[i])];
        }
        Tensor Empty()
        {
            var tensor = _arena.Allocate(ElementType.Float32, new Shape(5, 32));
            CpuBackend.Instance.Fill(tensor, 0f, _arena);
            return tensor;
        }
        var (apart, together) = (Gradient(Empty, together: false), Gradient(Empty, together: true));
        for (var i = 0; i < apart.Length; i++)
            Assert.AreEqual(apart[i], together[i], 1e-5);
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private void Gather(int[] rows, Tensor table, Tensor gradient, Tensor upstream)
    {
        Tensor[] inputs = [table, _arena.Upload(rows)];
        var output = CpuBackend.Instance.Forward(new GatherRows(), inputs, _arena, out var saved);
        CpuBackend.Instance.Backward(new GatherRows(), inputs, output, saved, upstream, [gradient, null], _arena);
    }

    private Tensor Zeros() => _arena.Upload(new float[Rows * Columns], Table);

    private Tensor Cleared()
    {
        var tensor = _arena.Upload(GradientCheck.Random(3, Rows * Columns), Table);
        CpuBackend.Instance.Fill(tensor, 0f, _arena);
        return tensor;
    }
}

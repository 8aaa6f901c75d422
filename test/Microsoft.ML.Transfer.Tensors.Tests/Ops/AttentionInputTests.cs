using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Ops;

/// <summary>What the attentions say of inputs and attributes that do not fit, and that they make no garbage.</summary>
[TestClass]
public sealed class AttentionInputTests
{
    private readonly Backend _backend = CpuBackend.Instance;
    private Arena _arena = null!;

    [TestInitialize]
    public void CreateArena() => _arena = _backend.CreateArena();

    [TestCleanup]
    public void FreeArena() => _arena.Dispose();

    [TestMethod]
    public void KeyValueHeadsAndColumnsMustAgree()
    {
        var (q, k, o) = (Matrix(4, 12), Matrix(4, 6), _arena.Upload([0, 4]));
        Assert.AreEqual(new Shape(4, 12), new Attention(4, 1f) { KeyValueHeads = 2 }.InferShape([q, k, k, o, o]));
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Attention(4, 1f).InferShape([q, k, k, o, o]));
        StringAssert.Contains(error.Message, "Attention: expected q [queries, hidden] with hidden a multiple of 4 heads");
        Assert.ThrowsExactly<ArgumentException>(() => new Attention(4, 1f) { KeyValueHeads = 4 }.InferShape([q, k, k, o, o]));
        var attributes = Assert.ThrowsExactly<InvalidOperationException>(() => new Attention(4, 1f) { KeyValueHeads = 3 }.InferShape([q, k, k, o, o]));
        StringAssert.Contains(attributes.Message, "the key-value heads must divide the heads; they are 3 and 4");
        Assert.ThrowsExactly<InvalidOperationException>(() => new Attention(4, 0f).InferShape([q, q, q, o, o]));
        Assert.ThrowsExactly<InvalidOperationException>(() => new Attention(4, 1f) { Window = -1 }.InferShape([q, q, q, o, o]));
    }

    [TestMethod]
    public void OptionalInputsAreToldApartByTheirTypes()
    {
        var (q, o, visible, bias) = (Matrix(4, 12), _arena.Upload([0, 4]), _arena.Upload([1, 1, 0, 1]), Matrix(7, 3));
        var operation = new Attention(3, 1f);
        foreach (var optional in new Tensor[][] { [], [visible], [bias], [visible, bias] })
            Assert.AreEqual(q.Shape, operation.InferShape([q, q, q, o, o, .. optional]));
        foreach (var wrong in new Tensor[][] { [o], [bias, visible], [Matrix(6, 3)], [Matrix(7, 2)], [visible, visible], [visible, bias, bias] })
            Assert.ThrowsExactly<ArgumentException>(() => operation.InferShape([q, q, q, o, o, .. wrong]));
    }

    [TestMethod]
    public void OrderedAttentionWantsEqualLengthsAndABiasEnoughDistances()
    {
        var (q, o, other) = (Matrix(4, 12), _arena.Upload([0, 2, 4]), _arena.Upload([0, 1, 4]));
        var error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new Attention(3, 1f) { Causal = true }, [q, q, q, o, other], _arena));
        StringAssert.Contains(error.Message, "want key sequences as long as the query sequences");
        error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new Attention(3, 1f), [q, q, q, o, other, Matrix(3, 3)], _arena));
        StringAssert.Contains(error.Message, "a sequence of 3 tokens has 5 distances; the table has 3");
        error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new Attention(3, 1f), [q, q, q, o, _arena.Upload([0, 1, 5])], _arena));
        StringAssert.Contains(error.Message, "sequence offsets must ascend from 0 to the 4 tokens");
        error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new AttentionProbabilities(new Attention(3, 1f), Columns: 2), [q, q, q, o, other], _arena));
        StringAssert.Contains(error.Message, "a sequence has 3 keys; the result has 2 columns");
    }

    [TestMethod]
    public void DisentangledAttentionWantsTheTablesOfItsTerms()
    {
        var (q, o, table, rows, projection) = (Matrix(4, 12), _arena.Upload([0, 4]), Matrix(6, 12), _arena.Upload([5, 5, 4, 3, 2, 1, 0]), Matrix(3, 3));
        var both = new DisentangledAttention(3, 1f, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent);
        var one = both with { Terms = DisentangledTerms.PositionToContent };
        var none = both with { Terms = DisentangledTerms.None };
        var visible = _arena.Upload([1, 1, 1, 0]);
        foreach (var (operation, optional) in new (DisentangledAttention, Tensor[])[]
        {
            (both, [table, table, rows]), (one, [table, rows, visible]), (none, []), (none, [visible, projection, projection]), (one, [table, rows, projection, projection]),
        })
            Assert.AreEqual(q.Shape, operation.InferShape([q, q, q, o, .. optional]));
        foreach (var (operation, wrong) in new (DisentangledAttention, Tensor[])[]
        {
            (both, []), (both, [table, rows]), (one, [table, table, rows]), (none, [rows]), (one, [Matrix(6, 9), rows]), (both, [table, Matrix(4, 12), rows]),
            (one, [table, rows, projection]), (one, [table, rows, projection, Matrix(3, 4)]), (one, [table, _arena.Upload([0, 1])]),
        })
            Assert.ThrowsExactly<ArgumentException>(() => operation.InferShape([q, q, q, o, .. wrong]));

        var error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(one, [q, q, q, o, table, _arena.Upload([0, 1, 2, 6, 0, 0, 0])], _arena));
        StringAssert.Contains(error.Message, "index 6 at position 3 is outside the table's rows 0 to 5");
    }

    [TestMethod]
    public void NoGarbageIsMade()
    {
        var (q, o, table, bias, norm, visible) = (Matrix(40, 12), _arena.Upload([0, 9, 40]), Matrix(64, 12), Matrix(63, 3), _arena.Upload(new float[12], new Shape(12)), _arena.Upload(new int[40]));
        var rows = _arena.Upload([.. Enumerable.Range(0, 63).Select(d => 63 - d)]);
        var attention = new Attention(3, 1f) { Causal = true };
        var disentangled = new DisentangledAttention(3, 1f, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent);
        var (rotary, rms, layer, multiply, shift, activate) = (new RotaryEmbedding(4, 2), new RmsNormalization(1e-5f), new LayerNormalization(1e-5f), new Multiply(), new ShiftRows(1), new Activate(Activation.Silu));
        var prepend = new PrependRows();
        var (cosines, positions) = (Matrix(40, 2), _arena.Upload(new int[40]));
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var mark = _arena.Mark();
            _backend.Forward(attention, [q, q, q, o, o, visible, bias], _arena);
            _backend.Forward(disentangled, [q, q, q, o, table, table, rows, visible], _arena);
            _backend.Forward(rotary, [q, positions, cosines], _arena);
            _backend.Forward(rms, [q, norm, q], _arena);
            _backend.Forward(layer, [q, norm], _arena);
            _backend.Forward(multiply, [q, q], _arena);
            _backend.Forward(shift, [q, o, visible], _arena);
            _backend.Forward(activate, [q], _arena);
            _backend.Forward(prepend, [table, q, o], _arena);
            _arena.Release(mark);
        }
    }

    private Tensor Matrix(int rows, int columns) => _arena.Upload(new float[rows * columns], new Shape(rows, columns));
}

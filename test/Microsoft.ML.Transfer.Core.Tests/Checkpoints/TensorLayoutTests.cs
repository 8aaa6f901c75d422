using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

[TestClass]
public sealed class TensorLayoutTests
{
    // Four rows of two columns; the parameter's own elements are numbered from 100.
    private static readonly Shape Matrix = new(4, 2);
    private static readonly float[] Parameter = [.. Enumerable.Range(100, 8).Select(i => (float)i)];

    [TestMethod]
    public void APartStandsBelowTheOthers()
    {
        var stored = Write(TensorLayout.PartOf(3, 1), [12, 2]);
        CollectionAssert.AreEqual(Parameter, stored[8..16]);
    }

    [TestMethod]
    public void ATransposedPartStandsBesideTheOthers()
    {
        var stored = Write(TensorLayout.TransposedPartOf(3, 1), [2, 12]);
        CollectionAssert.AreEqual(new float[] { 100, 102, 104, 106 }, stored[4..8]);
        CollectionAssert.AreEqual(new float[] { 101, 103, 105, 107 }, stored[16..20]);
    }

    [TestMethod]
    public void RowsOfEachHeadAlternate()
    {
        // Two heads of two rows: head 0 has rows 0 to 5 of the tensor, head 1 the others, the second part of each is this one.
        var stored = Write(TensorLayout.PartOfEachHead(2, 3, 1), [12, 2]);
        CollectionAssert.AreEqual(Parameter[..4], stored[4..8]);
        CollectionAssert.AreEqual(Parameter[4..], stored[16..20]);
    }

    [TestMethod]
    public void AKernelSliceIsEveryFewElements()
    {
        var stored = Write(TensorLayout.KernelSlice(3, 2), [4, 2, 3]);
        CollectionAssert.AreEqual(Parameter, stored.Where((_, i) => i % 3 == 2).ToArray());
    }

    [TestMethod]
    public void ATransposedMatrixIsTransposed()
    {
        var stored = Write(TensorLayout.Transposed, [2, 4]);
        CollectionAssert.AreEqual(new float[] { 100, 102, 104, 106, 101, 103, 105, 107 }, stored);
    }

    [TestMethod]
    public void ABiasIsAPartOfTheFusedBias()
    {
        var stored = new float[12];
        TensorLayout.TransposedPartOf(3, 2).Write([1, 2, 3, 4], new Shape(4), stored);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, stored[8..]);
        CollectionAssert.AreEqual(new long[] { 12 }, TensorLayout.TransposedPartOf(3, 2).StoredShape(new Shape(4)));
        CollectionAssert.AreEqual(new long[] { 1, 4 }, TensorLayout.AsRow.StoredShape(new Shape(4)));
    }

    /// <summary>Writes the parameter, checks that reading gives it back, and that its shape is as expected.</summary>
    private static float[] Write(TensorLayout layout, long[] shape)
    {
        CollectionAssert.AreEqual(shape, layout.StoredShape(Matrix));
        var stored = new float[shape.Aggregate(1L, (product, n) => product * n)];
        layout.Write(Parameter, Matrix, stored);
        Assert.HasCount(Parameter.Length, stored.Where(x => x != 0).ToArray());
        var read = new float[Parameter.Length];
        layout.Read(stored, Matrix, read);
        CollectionAssert.AreEqual(Parameter, read);
        return stored;
    }
}

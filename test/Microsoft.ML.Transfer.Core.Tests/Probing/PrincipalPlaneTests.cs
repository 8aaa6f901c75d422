using Microsoft.ML.Transfer.LinearAlgebra;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class PrincipalPlaneTests
{
    [TestMethod]
    public void ThePlaneOfMostVarianceIsFound()
    {
        // Coordinates along three directions at right angles, round a center.
        double[][] directions = [[0.5, 0.5, 0.5, 0.5, 0], [0.5, -0.5, 0.5, -0.5, 0], [0, 0, 0, 0, 1]];
        double[] sizes = [5, 3, 1];
        var random = new Random(1);
        var coordinates = Enumerable.Range(0, 200).Select(_ => sizes.Select(size => size * (random.NextDouble() - 0.5)).ToArray()).ToArray();
        var x = new ProbeMatrix(coordinates.SelectMany(row => Enumerable.Range(0, 5).Select(i => (float)(7 + Enumerable.Range(0, 3).Sum(d => row[d] * directions[d][i])))).ToArray(), 200, 5);
        var plane = PrincipalPlane.Of(x, like: null);
        var reference = Covariance(x);
        Assert.AreEqual(reference.Values[0] / reference.Values.Sum(), plane.FirstShare, 1e-8);
        Assert.AreEqual(reference.Values[1] / reference.Values.Sum(), plane.SecondShare, 1e-8);
        // The points are those of the covariance's eigenvectors, but for the sign.
        for (var axis = 0; axis < 2; axis++)
        {
            var expected = Enumerable.Range(0, 200).Select(row => Enumerable.Range(0, 5).Sum(i => (x.Row(row)[i] - reference.Mean[i]) * reference.Vectors[i, axis])).ToArray();
            var sign = Math.Sign(expected[0] * plane.Points[axis]);
            for (var row = 0; row < 200; row++)
                Assert.AreEqual(sign * expected[row], plane.Points[(2 * row) + axis], 1e-4);
        }
        CollectionAssert.AreEqual(plane.Points, PrincipalPlane.Of(x, like: null).Points);
    }

    [TestMethod]
    public void AxesPointTheSameWayInAllLayers()
    {
        var random = new Random(2);
        var values = Enumerable.Range(0, 50 * 6).Select(i => (float)(random.NextDouble() - 0.5) * (6 - (i % 6))).ToArray();
        var first = PrincipalPlane.Of(new ProbeMatrix(values, 50, 6), like: null);
        // The farthest row of the first layer lies on the positive side.
        for (var axis = 0; axis < 2; axis++)
            Assert.IsGreaterThan(0, first.Points.Where((_, i) => i % 2 == axis).MaxBy(Math.Abs));
        // The same vectors the other way round, a little disturbed.
        var mirrored = new ProbeMatrix(Array.ConvertAll(values, value => -value + (float)(0.01 * random.NextDouble())), 50, 6);
        var next = PrincipalPlane.Of(mirrored, first);
        // Whichever way that was.
        var turned = PrincipalPlane.Of(mirrored, first with { Points = Array.ConvertAll(first.Points, value => -value) });
        for (var i = 0; i < 100; i++)
        {
            Assert.AreEqual(first.Points[i], next.Points[i], 0.1);
            Assert.AreEqual(-next.Points[i], turned.Points[i]);
        }
    }

    [TestMethod]
    public void FewVectorsHaveFewDirections()
    {
        var same = PrincipalPlane.Of(new ProbeMatrix(new float[] { 1, 2, 1, 2, 1, 2 }, 3, 2), like: null);
        Assert.AreEqual(0, same.FirstShare);
        CollectionAssert.AreEqual(new double[6], same.Points);
        var line = PrincipalPlane.Of(new ProbeMatrix(new float[] { 0, 0, 0, 1, 1, 1, 3, 3, 3 }, 3, 3), like: null);
        Assert.AreEqual(1, line.FirstShare, 1e-9);
        Assert.AreEqual(0, line.SecondShare, 1e-9);
        Assert.AreEqual(Math.Sqrt(3) * (3 - 4.0 / 3), line.Points[4], 1e-6);
        var one = PrincipalPlane.Of(new ProbeMatrix(new float[] { 1, 2, 4 }, 3, 1), like: null);
        Assert.AreEqual(1, one.FirstShare, 1e-9);
        Assert.AreEqual(5.0 / 3, one.Points[4], 1e-6);
        Assert.AreEqual(0, one.Points[5]);
    }

    private static (double[] Values, double[,] Vectors, double[] Mean) Covariance(ProbeMatrix x)
    {
        var mean = Enumerable.Range(0, x.Columns).Select(i => Enumerable.Range(0, x.Rows).Average(row => (double)x.Row(row)[i])).ToArray();
        var matrix = new double[x.Columns, x.Columns];
        for (var i = 0; i < x.Columns; i++)
        {
            for (var j = 0; j < x.Columns; j++)
                matrix[i, j] = Enumerable.Range(0, x.Rows).Sum(row => (x.Row(row)[i] - mean[i]) * (x.Row(row)[j] - mean[j]));
        }
        var (values, vectors) = SymmetricEigen.Decompose((double[,])matrix.Clone());
        // The decomposition itself: A v = λ v.
        for (var k = 0; k < x.Columns; k++)
        {
            for (var i = 0; i < x.Columns; i++)
                Assert.AreEqual(values[k] * vectors[i, k], Enumerable.Range(0, x.Columns).Sum(j => matrix[i, j] * vectors[j, k]), 1e-8);
        }
        return (values, vectors, mean);
    }
}

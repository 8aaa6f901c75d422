using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tensors.Tests.References;

namespace Microsoft.ML.Transfer.Tensors.Tests.Ops;

/// <summary>
/// What every backend must compute: each operation against its definition in double precision, over sizes that leave remainders in every
/// direction of a vectorised kernel.
/// </summary>
[TestClass]
public sealed class OperationTests
{
    private readonly Backend _backend = CpuBackend.Instance;
    private Arena _arena = null!;

    [TestInitialize]
    public void CreateArena() => _arena = _backend.CreateArena();

    [TestCleanup]
    public void FreeArena() => _arena.Dispose();

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 5, 7)]
    [DataRow(4, 2, 8)]
    [DataRow(9, 11, 33)]
    [DataRow(17, 64, 100)]
    public void LinearIsAMatrixProductAndABias(int rows, int outputs, int inputs)
    {
        var (x, w, b) = (Random(1, rows, inputs), Random(2, outputs, inputs), Random(3, 1, outputs));
        var actual = Values(_backend.Forward(new Linear(), [Upload(x), Upload(w), _arena.Upload(Flat(b), new Shape(outputs))], _arena));
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < outputs; j++)
            {
                var expected = (double)b[0][j];
                for (var k = 0; k < inputs; k++)
                    expected += (double)x[i][k] * w[j][k];
                Assert.AreEqual(expected, actual[i * outputs + j], 2e-5, $"y[{i}, {j}]");
            }
        }
    }

    [TestMethod]
    public void ARowOfALinearDoesNotDependOnTheRowsBesideIt()
    {
        var (x, w) = (Random(1, 23, 50), Upload(Random(2, 19, 50)));
        var together = Values(_backend.Forward(new Linear(Activation.Gelu), [Upload(x), w], _arena));
        for (var i = 0; i < x.Length; i++)
        {
            var alone = Values(_backend.Forward(new Linear(Activation.Gelu), [Upload([x[i]]), w], _arena));
            CollectionAssert.AreEqual(together[(i * 19)..((i + 1) * 19)], alone, $"row {i}");
        }
    }

    [TestMethod]
    [DataRow(Activation.None)]
    [DataRow(Activation.Gelu)]
    [DataRow(Activation.GeluTanh)]
    [DataRow(Activation.Relu)]
    [DataRow(Activation.Silu)]
    [DataRow(Activation.Tanh)]
    [DataRow(Activation.QuickGelu)]
    [DataRow(Activation.Sigmoid)]
    public void ActivationsFollowTheirFormulas(Activation activation)
    {
        float[] x = [.. Enumerable.Range(-120, 241).Select(i => i / 10f)];
        var identity = _arena.Upload([1f], new Shape(1, 1));
        var actual = Values(_backend.Forward(new Linear(activation), [_arena.Upload(x, new Shape(x.Length, 1)), identity], _arena));
        for (var i = 0; i < x.Length; i++)
            Assert.AreEqual(ReferenceFunctions.Activate(activation, x[i]), actual[i], 5e-7 * Math.Max(1, Math.Abs(x[i])), $"at {x[i]}");
        CollectionAssert.AreEqual(actual, Values(_backend.Forward(new Activate(activation), [_arena.Upload(x, new Shape(x.Length, 1))], _arena)), "by itself");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void LayerNormalizationHasMeanZeroAndVarianceOneBeforeItsGain(bool withResidual)
    {
        const int Hidden = 37;
        const float Epsilon = 1e-3f;
        var (x, residual, gamma, beta) = (Random(1, 5, Hidden), Random(2, 5, Hidden), Random(3, 1, Hidden), Random(4, 1, Hidden));
        Tensor[] inputs = [Upload(x), _arena.Upload(gamma[0], new Shape(Hidden)), _arena.Upload(beta[0], new Shape(Hidden))];
        var actual = Values(_backend.Forward(new LayerNormalization(Epsilon), withResidual ? [.. inputs, Upload(residual)] : inputs, _arena));
        for (var i = 0; i < 5; i++)
        {
            double[] row = [.. x[i].Select((value, j) => (double)value + (withResidual ? residual[i][j] : 0))];
            var mean = row.Average();
            var deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + Epsilon);
            for (var j = 0; j < Hidden; j++)
                Assert.AreEqual((row[j] - mean) / deviation * gamma[0][j] + beta[0][j], actual[i * Hidden + j], 2e-6, $"y[{i}, {j}]");
        }
    }

    [TestMethod]
    public void LayerNormalizationMayHaveNoBias()
    {
        var (x, residual, gamma) = (Upload(Random(1, 5, 37)), Upload(Random(2, 5, 37)), _arena.Upload(Random(3, 1, 37)[0], new Shape(37)));
        var zeros = _arena.Upload(new float[37], new Shape(37));
        CollectionAssert.AreEqual(Normalize(x, gamma, zeros), Normalize(x, gamma));
        CollectionAssert.AreEqual(Normalize(x, gamma, zeros, residual), Normalize(x, gamma, residual));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void RmsNormalizationHasAMeanSquareOfOneBeforeItsGain(bool withResidual)
    {
        const int Hidden = 37;
        const float Epsilon = 1e-3f;
        var (x, residual, gamma) = (Random(1, 5, Hidden), Random(2, 5, Hidden), Random(3, 1, Hidden));
        Tensor[] inputs = [Upload(x), _arena.Upload(gamma[0], new Shape(Hidden))];
        var actual = Values(_backend.Forward(new RmsNormalization(Epsilon), withResidual ? [.. inputs, Upload(residual)] : inputs, _arena));
        for (var i = 0; i < 5; i++)
        {
            double[] row = [.. x[i].Select((value, j) => (double)value + (withResidual ? residual[i][j] : 0))];
            var size = Math.Sqrt(row.Average(value => value * value) + Epsilon);
            for (var j = 0; j < Hidden; j++)
                Assert.AreEqual(row[j] / size * gamma[0][j], actual[i * Hidden + j], 2e-6, $"y[{i}, {j}]");
        }
    }

    [TestMethod]
    [DataRow(8, 8)]
    [DataRow(70, 70)]
    [DataRow(70, 34)]
    [DataRow(5, 0)]
    public void RotaryEmbeddingTurnsPointsByTheAngleOfTheirPosition(int headSize, int rotaryDimensions)
    {
        const int Heads = 3, Positions = 50;
        int[] positions = [4, 0, 49, 17];
        var half = rotaryDimensions / 2;
        var x = Random(1, positions.Length, Heads * headSize);
        float[] table = [.. Enumerable.Range(0, Positions).SelectMany(p => Angles(p).Select(MathF.Cos).Concat(Angles(p).Select(MathF.Sin)))];
        var actual = Values(_backend.Forward(new RotaryEmbedding(headSize, rotaryDimensions), [Upload(x), _arena.Upload(positions), _arena.Upload(table, new Shape(Positions, rotaryDimensions))], _arena));
        for (var i = 0; i < x.Length; i++)
        {
            var angles = Angles(positions[i]).ToArray();
            for (var column = 0; column < Heads * headSize; column++)
            {
                var c = column % headSize;
                var expected = c >= rotaryDimensions ? x[i][column]
                    : c < half ? x[i][column] * Math.Cos(angles[c]) - x[i][column + half] * Math.Sin(angles[c])
                    : x[i][column] * Math.Cos(angles[c - half]) + x[i][column - half] * Math.Sin(angles[c - half]);
                Assert.AreEqual(expected, actual[i * Heads * headSize + column], 1e-6, $"y[{i}, {column}]");
            }
        }

        IEnumerable<float> Angles(int position) => Enumerable.Range(0, half).Select(c => position * MathF.Pow(10_000, -2f * c / rotaryDimensions));
    }

    [TestMethod]
    public void RotaryEmbeddingNamesAPositionOutsideItsTable()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            _backend.Forward(new RotaryEmbedding(4, 4), [Upload(Random(1, 2, 8)), _arena.Upload([1, 7]), Upload(Random(2, 7, 4))], _arena));
        StringAssert.Contains(error.Message, "index 7 at position 1 is outside the table's rows 0 to 6");
        error = Assert.ThrowsExactly<ArgumentException>(() =>
            _backend.Forward(new RotaryEmbedding(4, 3), [Upload(Random(1, 2, 8)), _arena.Upload([1, 7]), Upload(Random(2, 7, 3))], _arena));
        StringAssert.Contains(error.Message, "must be an even number of at most the head size 4; they are 3");
    }

    [TestMethod]
    public void MultiplyTakesAMatrixOrAVector()
    {
        var (a, b, c) = (Random(1, 3, 5), Random(2, 3, 5), Random(3, 1, 5));
        var products = Values(_backend.Forward(new Multiply(), [Upload(a), Upload(b)], _arena));
        var scaled = Values(_backend.Forward(new Multiply(), [Upload(a), _arena.Upload(c[0], new Shape(5))], _arena));
        for (var i = 0; i < 15; i++)
        {
            Assert.AreEqual(a[i / 5][i % 5] * b[i / 5][i % 5], products[i]);
            Assert.AreEqual(a[i / 5][i % 5] * c[0][i % 5], scaled[i]);
        }
        Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new Multiply(), [Upload(a), Upload(c)], _arena));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    [DataRow(0)]
    [DataRow(-3)]
    [DataRow(int.MaxValue)]
    public void ShiftedRowsStayWithinTheirSequence(int by)
    {
        int[] offsets = [0, 3, 3, 4, 9], visible = [1, 1, 0, 1, 1, 0, 1, 1, 1];
        var x = Random(1, 9, 5);
        var shifted = Values(_backend.Forward(new ShiftRows(by), [Upload(x), _arena.Upload(offsets)], _arena));
        var ofVisible = Values(_backend.Forward(new ShiftRows(by), [Upload(x), _arena.Upload(offsets), _arena.Upload(visible)], _arena));
        for (var row = 0; row < 9; row++)
        {
            var end = offsets.First(offset => offset > row);
            var start = offsets.Last(offset => offset <= row);
            var from = (long)row + by;
            var inside = from >= start && from < end;
            for (var j = 0; j < 5; j++)
            {
                Assert.AreEqual(inside ? x[from][j] : 0f, shifted[row * 5 + j], $"row {row}");
                Assert.AreEqual(inside && visible[from] != 0 ? x[from][j] : 0f, ofVisible[row * 5 + j], $"row {row} of visible");
            }
        }
    }

    [TestMethod]
    public void PrependedRowsStandBeforeEachSequence()
    {
        int[] offsets = [0, 2, 2, 5];
        var (table, x) = (Random(1, 2, 3), Random(2, 5, 3));
        var actual = Values(_backend.Forward(new PrependRows(), [Upload(table), Upload(x), _arena.Upload(offsets)], _arena));
        float[][] expected = [table[0], table[1], x[0], x[1], table[0], table[1], table[0], table[1], x[2], x[3], x[4]];
        CollectionAssert.AreEqual(expected.SelectMany(row => row).ToArray(), actual);

        CollectionAssert.AreEqual(Flat(x), Values(_backend.Forward(new PrependRows(), [_arena.Upload([], new Shape(0, 3)), Upload(x), _arena.Upload(offsets)], _arena)));
        foreach (var wrong in new[] { Upload(Random(1, 2, 4)), _arena.Upload(new float[3], new Shape(3)) })
            Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new PrependRows(), [wrong, Upload(x), _arena.Upload(offsets)], _arena));
        var error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new PrependRows(), [Upload(table), Upload(x), _arena.Upload([0, 4, 2, 5])], _arena));
        StringAssert.Contains(error.Message, "offsets must ascend from 0 to the 5 tokens");
    }

    [TestMethod]
    public void AttentionStaysWithinItsSequence()
    {
        const int Heads = 3, Size = 5, Hidden = Heads * Size;
        int[] offsets = [0, 4, 4, 5, 12];
        var (q, k, v) = (Random(1, 12, Hidden), Random(2, 12, Hidden), Random(3, 12, Hidden));
        var actual = Values(_backend.Forward(new Attention(Heads, 0.4f), [Upload(q), Upload(k), Upload(v), _arena.Upload(offsets), _arena.Upload(offsets)], _arena));
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            for (var i = offsets[s]; i < offsets[s + 1]; i++)
            {
                for (var head = 0; head < Heads; head++)
                    CheckAttention(q[i], k[offsets[s]..offsets[s + 1]], v[offsets[s]..offsets[s + 1]], head * Size, Size, actual.AsSpan(i * Hidden, Hidden));
            }
        }
    }

    [TestMethod]
    public void AttentionDoesNotSeeHiddenTokens()
    {
        var (q, k, v) = (Random(1, 4, 6), Random(2, 4, 6), Random(3, 4, 6));
        var masked = Values(_backend.Forward(new Attention(2, 1f), [Upload(q), Upload(k), Upload(v), _arena.Upload([0, 4]), _arena.Upload([0, 4]), _arena.Upload([1, 0, 1, 1])], _arena));
        var without = Values(_backend.Forward(new Attention(2, 1f), [Upload([q[0], q[2], q[3]]), Upload([k[0], k[2], k[3]]), Upload([v[0], v[2], v[3]]), _arena.Upload([0, 3]), _arena.Upload([0, 3])], _arena));
        for (var j = 0; j < 6; j++)
        {
            Assert.AreEqual(without[j], masked[j], 1e-6);
            Assert.AreEqual(without[6 + j], masked[12 + j], 1e-6);
        }
    }

    [TestMethod]
    [DataRow(PoolKind.Mean)]
    [DataRow(PoolKind.First)]
    [DataRow(PoolKind.Last)]
    [DataRow(PoolKind.Max)]
    [DataRow(PoolKind.SumOverSquareRoot)]
    [DataRow(PoolKind.WeightedMean)]
    [DataRow(PoolKind.LeadMean)]
    public void PoolingFollowsItsDefinition(PoolKind kind)
    {
        var x = Random(1, 6, 9);
        var actual = Values(_backend.Forward(new Pool(kind), [Upload(x), _arena.Upload([0, 4, 4, 5, 6])], _arena));
        for (var j = 0; j < 9; j++)
        {
            double[] column = [.. x[..4].Select(row => (double)row[j])];
            var expected = kind switch
            {
                PoolKind.Mean => column.Average(),
                PoolKind.First => column[0],
                PoolKind.Last => column[^1],
                PoolKind.Max => column.Max(),
                PoolKind.WeightedMean => (column[0] + 2 * column[1] + 3 * column[2] + 4 * column[3]) / 10,
                PoolKind.LeadMean => (column[0] + 4 * column[1] + 2.1036383 * column[2] + 1.4060058 * column[3]) / 8.5096441,
                _ => column.Sum() / 2,
            };
            Assert.AreEqual(expected, actual[j], 1e-6);
            Assert.AreEqual(0f, actual[9 + j], "a sequence without tokens");
            Assert.AreEqual(x[4][j], actual[18 + j], "a sequence of one token");
        }
    }

    [TestMethod]
    public void AddSumsAndScales()
    {
        var (a, b, c) = (Random(1, 3, 4), Random(2, 3, 4), Random(3, 3, 4));
        var actual = Values(_backend.Forward(new Add(1f / 3), [Upload(a), Upload(b), Upload(c)], _arena));
        for (var i = 0; i < 12; i++)
            Assert.AreEqual(((double)Flat(a)[i] + Flat(b)[i] + Flat(c)[i]) / 3, actual[i], 1e-6);
    }

    [TestMethod]
    public void GatherTakesRowsInOrderAndNamesAnIndexOutside()
    {
        var table = Random(1, 5, 3);
        var actual = Values(_backend.Forward(new GatherRows(), [Upload(table), _arena.Upload([4, 0, 4])], _arena));
        CollectionAssert.AreEqual(Flat([table[4], table[0], table[4]]), actual);

        var error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new GatherRows(), [Upload(table), _arena.Upload([1, 5])], _arena));
        StringAssert.Contains(error.Message, "index 5 at position 1 is outside the table's rows 0 to 4");
    }

    [TestMethod]
    public void GatherSumsTheRowsOfSeveralTables()
    {
        var (words, positions) = (Random(1, 5, 3), Random(2, 2, 3));
        var actual = Values(_backend.Forward(new GatherRows(), [Upload(words), _arena.Upload([4, 0, 4]), Upload(positions), _arena.Upload([0, 1, 1])], _arena));
        int[][] chosen = [[4, 0], [0, 1], [4, 1]];
        for (var i = 0; i < 9; i++)
            Assert.AreEqual(words[chosen[i / 3][0]][i % 3] + positions[chosen[i / 3][1]][i % 3], actual[i]);
    }

    [TestMethod]
    public void AMismatchNamesTheOperationAndTheShapes()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => _backend.Forward(new Linear(), [Upload(Random(1, 2, 3)), Upload(Random(2, 4, 5))], _arena));
        StringAssert.Contains(error.Message, "Linear: expected x [tokens, in], W [out, in]");
        StringAssert.Contains(error.Message, "(Float32[2, 3], Float32[4, 5])");
    }

    private static void CheckAttention(float[] q, float[][] k, float[][] v, int column, int size, ReadOnlySpan<float> actual)
    {
        double[] scores = [.. k.Select(key => 0.4 * Enumerable.Range(column, size).Sum(c => (double)q[c] * key[c]))];
        var total = scores.Sum(Math.Exp);
        for (var c = column; c < column + size; c++)
            Assert.AreEqual(scores.Select((score, j) => Math.Exp(score) / total * v[j][c]).Sum(), actual[c], 2e-6);
    }

    private float[] Normalize(params Tensor[] inputs) => Values(_backend.Forward(new LayerNormalization(1e-5f), inputs, _arena));

    private static float[][] Random(ulong stream, int rows, int columns)
    {
        var random = new CounterRandom(7, stream);
        return [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => (float)random.Normal((ulong)(i * columns + j))).ToArray())];
    }

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private Tensor Upload(float[][] rows) => _arena.Upload(Flat(rows), new Shape(rows.Length, rows[0].Length));
}

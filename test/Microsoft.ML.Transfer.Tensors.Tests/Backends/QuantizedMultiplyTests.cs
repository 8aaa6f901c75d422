using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>The matrix product in 8-bit integers: exact sums, the same on every processor, and a bounded error against real numbers.</summary>
[TestClass]
public sealed unsafe class QuantizedMultiplyTests
{
    public static IEnumerable<object[]> InstructionSetsHere => MatrixMultiplyTests.InstructionSetsHere;

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void EveryShapeIsTheSumOfProductsOfTheRoundedNumbers(object instructions)
    {
        foreach (var (rows, columns, depth) in new[] { (1, 1, 1), (7, 47, 3), (6, 16, 4), (9, 49, 17), (13, 128, 33), (257, 96, 20), (3, 130, 2500) })
        {
            var (x, weight, bias) = (Fill(rows * depth, 1), Fill(columns * depth, 2), Fill(columns, 3));
            var actual = Multiply((InstructionSet)instructions, x, weight, bias, rows, columns, depth, threads: 1);
            var kept = Quantized(weight, columns, depth);
            for (var i = 0; i < rows; i++)
            {
                var (rounded, scale) = Round(x.AsSpan(i * depth, depth));
                for (var j = 0; j < columns; j++)
                {
                    var expected = (double)bias[j];
                    for (var k = 0; k < depth; k++)
                        expected += scale * rounded[k] * kept[j * depth + k];
                    Assert.AreEqual(expected, actual[i * columns + j], 1e-6 * (Math.Abs(expected) + 1), $"{instructions} [{rows}, {columns}, {depth}] at [{i}, {j}]");
                }
            }
        }
    }

    [TestMethod]
    public void ThePairsOfAnyProcessorAddUpExactly() => AddsUpExactly<PairTile>();

    [TestMethod]
    public void TheDotProductsOfAvxVnniAddUpExactly()
    {
        if (!VnniTile.IsSupported)
            Assert.Inconclusive("This processor has no AVX-VNNI.");
        AddsUpExactly<VnniTile>();
    }

    [TestMethod]
    public void TheWordsOfAvx512AddUpExactly()
    {
        if (!WordTile.IsSupported)
            Assert.Inconclusive("This processor has no AVX-512.");
        AddsUpExactly<WordTile>();
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ARowHasTheSameBitsAloneAndAmongOthersOnAnyNumberOfThreads(object instructions)
    {
        const int Rows = 301, Columns = 200, Depth = 1100;
        var (x, weight, bias) = (Fill(Rows * Depth, 1), Fill(Columns * Depth, 2), Fill(Columns, 3));
        var together = Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 1);
        CollectionAssert.AreEqual(together, Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 3));
        foreach (var row in new[] { 0, 5, 255, 256, 300 })
        {
            var alone = Multiply((InstructionSet)instructions, x[(row * Depth)..((row + 1) * Depth)], weight, bias, 1, Columns, Depth, threads: 1);
            CollectionAssert.AreEqual(together[(row * Columns)..((row + 1) * Columns)], alone, $"row {row}");
        }
    }

    [TestMethod]
    public void WhatComesBackQuantizesToItself()
    {
        const int Columns = 37, Depth = 130;
        var weight = Fill(Columns * Depth, 7);
        // A row of zeros, tiny ones, and huge ones.
        weight.AsSpan(0, Depth).Clear();
        for (var k = 0; k < Depth; k++)
            (weight[Depth + k], weight[2 * Depth + k]) = (weight[Depth + k] * 1e-30f, weight[2 * Depth + k] * 1e30f);
        var once = Quantized(weight, Columns, Depth);
        CollectionAssert.AreEqual(once, Quantized(once, Columns, Depth));
        for (var n = 0; n < Columns; n++)
        {
            var step = weight.Skip(n * Depth).Take(Depth).Max(Math.Abs) / 127f;
            for (var k = 0; k < Depth; k++)
                Assert.AreEqual(weight[n * Depth + k], once[n * Depth + k], 0.501f * step);
        }
    }

    [TestMethod]
    public void NotANumberInARowGivesNotANumberInThatRowAlone()
    {
        const int Columns = 20, Depth = 40;
        var x = Fill(3 * Depth, 1);
        x[Depth + 7] = float.NaN;
        new Span<float>(x, 2 * Depth, Depth).Clear();
        var bias = Fill(Columns, 3);
        var y = Multiply(Kernels.Best.InstructionSet, x, Fill(Columns * Depth, 2), bias, 3, Columns, Depth, threads: 1);
        Assert.IsTrue(y[..Columns].All(float.IsFinite));
        Assert.IsTrue(y[Columns..(2 * Columns)].All(float.IsNaN));
        CollectionAssert.AreEqual(bias, y[(2 * Columns)..], "a row of zeros is zeros, exactly");
    }

    /// <summary>A micro-kernel against sums in integers, with the largest magnitudes there are, whose pairs do not fit 16 bits, among random bytes.</summary>
    private static void AddsUpExactly<TKernel>()
        where TKernel : struct, IQuantizedKernel
    {
        const int Depth = 260;
        var random = new Random(5);
        var (a, b) = (new byte[TKernel.Rows * Depth], new byte[16 * Depth]);
        random.NextBytes(a);
        random.NextBytes(b);
        Array.Fill(a, (byte)255, 0, Depth);
        Array.Fill(b, unchecked((byte)-127), 0, 64);
        var stored = new byte[a.Length * TKernel.ActivationBytes];
        for (var i = 0; i < a.Length; i++)
            stored[i * TKernel.ActivationBytes] = a[i];
        var start = Enumerable.Range(-8, 16).ToArray();
        var ones = Enumerable.Repeat(1f, 16).ToArray();
        var sums = new float[TKernel.Rows * 16];
        fixed (byte* pa = stored, pb = b)
        fixed (int* ps = start)
        fixed (float* po = ones, pz = new float[16], pc = sums)
        {
            TKernel.Multiply(new QuantizedTile
            {
                A = pa,
                StrideA = Depth * TKernel.ActivationBytes,
                B = (sbyte*)pb,
                Start = ps,
                RowScales = po,
                ColumnScales = po,
                Bias = pz,
                C = pc,
                StrideC = 16,
                Rows = TKernel.Rows,
                Depth = Depth,
            });
        }
        for (var i = 0; i < TKernel.Rows; i++)
        {
            for (var n = 0; n < 16; n++)
                Assert.AreEqual(start[n] + Enumerable.Range(0, Depth).Sum(k => a[i * Depth + k] * (sbyte)b[k / 4 * 64 + n * 4 + k % 4]), sums[i * 16 + n], $"row {i}, column {n}");
        }
    }

    /// <summary>Weights as they come back from their 8 bits.</summary>
    private static float[] Quantized(float[] weight, int columns, int depth)
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var tensor = arena.UploadWeights(new Shape(columns, depth), values => weight.CopyTo(values), WeightFormat.Int8);
        var back = new float[weight.Length];
        tensor.CopyTo(back);
        return back;
    }

    /// <summary>A row of activations in 127 steps either side of 0.</summary>
    private static (float[] Rounded, double Scale) Round(ReadOnlySpan<float> row)
    {
        var largest = 0f;
        foreach (var value in row)
            largest = Math.Max(largest, Math.Abs(value));
        var rounded = new float[row.Length];
        for (var k = 0; k < row.Length; k++)
            rounded[k] = MathF.Round(row[k] * (127f / largest));
        return (rounded, largest / 127.0);
    }

    private static float[] Multiply(InstructionSet instructions, float[] x, float[] weight, float[] bias, int rows, int columns, int depth, int threads)
    {
        var shape = new Shape(columns, depth);
        var y = new float[rows * columns];
        fixed (byte* memory = new byte[QuantizedWeights.Size(columns, depth)])
        fixed (float* px = x, pw = weight, pb = bias, py = y)
        {
            var weights = new PackedWeights { Memory = memory, Format = WeightFormat.Int8, Shape = shape, PanelColumns = 16 };
            weights.Pack(pw, scratch: null);
            fixed (byte* scratch = new byte[Kernels.LinearScratch(weights, rows, threads)])
            {
                var operands = new LinearOperands { X = px, Weights = weights, Scratch = scratch, Bias = pb, Y = py, Rows = rows, Columns = columns, Depth = depth };
                Kernels.For(instructions).Multiply(operands, new ForkJoin { Threads = threads });
            }
        }
        return y;
    }

    private static float[] Fill(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}

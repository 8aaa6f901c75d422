using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>The matrix product in every instruction set that the processor has, over sizes that leave remainders of every kind.</summary>
[TestClass]
public sealed unsafe class MatrixMultiplyTests
{
    public static IEnumerable<object[]> InstructionSetsHere =>
        Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).Select(instructions => new object[] { instructions });

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void EveryShapeOfTileAndRemainderIsADotProductAndABias(object instructions)
    {
        foreach (var (rows, columns, depth) in new[] { (1, 1, 1), (7, 47, 3), (8, 48, 16), (9, 49, 17), (6, 64, 5), (13, 128, 33), (257, 96, 20), (3, 130, 2500), (300, 16, 1025) })
        {
            var (x, weight, bias) = (Fill(rows * depth, 1), Fill(columns * depth, 2), Fill(columns, 3));
            var actual = Multiply((InstructionSet)instructions, x, weight, bias, rows, columns, depth, threads: 1);
            for (var i = 0; i < rows; i += Math.Max(1, rows / 20))
            {
                for (var j = 0; j < columns; j++)
                {
                    var (expected, size) = ((double)bias[j], Math.Abs(bias[j]) + 1.0);
                    for (var k = 0; k < depth; k++)
                    {
                        var product = (double)x[i * depth + k] * weight[j * depth + k];
                        expected += product;
                        size += Math.Abs(product);
                    }
                    Assert.AreEqual(expected, actual[i * columns + j], 1e-6 * size, $"{instructions} [{rows}, {columns}, {depth}] at [{i}, {j}]");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ARowHasTheSameBitsAloneAndAmongOthersOnAnyNumberOfThreads(object instructions)
    {
        const int Rows = 301, Columns = 200, Depth = 1100;
        var (x, weight, bias) = (Fill(Rows * Depth, 1), Fill(Columns * Depth, 2), Fill(Columns, 3));
        var together = Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 1);
        for (var repetition = 0; repetition < 5; repetition++)
            CollectionAssert.AreEqual(together, Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 3));
        foreach (var row in new[] { 0, 5, 255, 256, 300 })
        {
            var alone = Multiply((InstructionSet)instructions, x[(row * Depth)..((row + 1) * Depth)], weight, bias, 1, Columns, Depth, threads: 1);
            CollectionAssert.AreEqual(together[(row * Columns)..((row + 1) * Columns)], alone, $"row {row}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void WeightsOf16BitsGiveTheBitsOfTheSameWeightsOf32(object instructions)
    {
        const int Rows = 260, Columns = 200, Depth = 1100;
        var (x, bias) = (Fill(Rows * Depth, 1), Fill(Columns, 3));
        foreach (var format in new[] { WeightFormat.Float16, WeightFormat.BFloat16 })
        {
            // 7 bits of fraction are exact in both formats.
            float[] weight = [.. Fill(Columns * Depth, 2).Select(w => MathF.Round(w * 128) / 128)];
            CollectionAssert.AreEqual(
                Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 1),
                Multiply((InstructionSet)instructions, x, weight, bias, Rows, Columns, Depth, threads: 2, format));
        }
    }

    [TestMethod]
    [DataRow(WeightFormat.Float16, 1 / 2048f)]
    [DataRow(WeightFormat.BFloat16, 1 / 256f)]
    public void WeightsAreRoundedToTheNearestOfTheFormat(WeightFormat format, float relative)
    {
        const int Columns = 50, Depth = 31;
        var weight = Fill(Columns * Depth, 2);
        using var arena = (CpuArena)CpuBackend.Instance.CreateArena();
        var tensor = arena.UploadWeights(new Shape(Columns, Depth), values => weight.CopyTo(values), format);
        var back = new float[weight.Length];
        tensor.CopyTo(back);
        for (var i = 0; i < weight.Length; i++)
            Assert.AreEqual(weight[i], back[i], relative * Math.Abs(weight[i]) + 1e-7f);
        CollectionAssert.AreNotEqual(weight, back);
    }

    [TestMethod]
    [DataRow(1, 1, 48)]
    [DataRow(48, 9, 48)]
    [DataRow(100, 31, 48)]
    [DataRow(67, 130, 64)]
    [DataRow(10, 4, 16)]
    public void WeightsComeBackFromTheirPanels(int columns, int depth, int panelColumns)
    {
        var weight = Fill(columns * depth, 4);
        var panels = new float[WeightPanels.Size(columns, depth, panelColumns)];
        Array.Fill(panels, float.NaN);
        var back = new float[weight.Length];
        fixed (float* w = weight, p = panels, b = back)
        {
            WeightPanels.Pack(w, columns, depth, p, panelColumns);
            WeightPanels.Unpack(p, columns, depth, b, panelColumns);
        }
        CollectionAssert.AreEqual(weight, back);
        Assert.IsFalse(panels.Any(float.IsNaN), "the columns past the last are zeros");
    }

    private static float[] Multiply(InstructionSet instructions, float[] x, float[] weight, float[] bias, int rows, int columns, int depth, int threads, WeightFormat format = WeightFormat.Float32)
    {
        var kernels = Kernels.For(instructions);
        var shape = new Shape(columns, depth);
        var panelColumns = kernels.PanelColumns(columns);
        var memory = new byte[PackedWeights.Size(format, shape, panelColumns)];
        var y = new float[rows * columns];
        fixed (byte* pp = memory)
        fixed (float* px = x, pw = weight, pb = bias, py = y, wide = new float[WeightPanels.Size(columns, depth, panelColumns)])
        {
            var weights = new PackedWeights { Memory = pp, Format = format, Shape = shape, PanelColumns = panelColumns };
            weights.Pack(pw, wide);
            fixed (byte* scratch = new byte[Kernels.LinearScratch(weights, rows, threads) + 1])
            {
                var operands = new LinearOperands { X = px, Weights = weights, Scratch = scratch, Bias = pb, Y = py, Rows = rows, Columns = columns, Depth = depth };
                kernels.Multiply(operands, new ForkJoin { Threads = threads });
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

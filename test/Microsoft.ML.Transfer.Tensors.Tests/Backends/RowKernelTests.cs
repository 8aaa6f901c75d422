using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;
using Microsoft.ML.Transfer.Tensors.Tests.References;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>
/// What is computed row by row or number by number, in every instruction set that the processor has: within the error that rounding explains, and with the same bits for any
/// number of threads.
/// </summary>
[TestClass]
public sealed unsafe class RowKernelTests
{
    private const int Rows = 21;

    public static IEnumerable<object[]> InstructionSetsHere =>
        Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).Select(instructions => new object[] { instructions });

    public static IEnumerable<object[]> Activations =>
        from instructions in Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported)
        from activation in Enum.GetValues<Activation>()
        select new object[] { instructions, activation };

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void NormalizationFollowsItsFormula(object instructions)
    {
        foreach (var columns in new[] { 1, 7, 48, 100, 769 })
        {
            foreach (var centred in new[] { false, true })
            {
                var (x, gain) = (Fill(Rows * columns, 1), Fill(columns, 3));
                CheckNormalization((InstructionSet)instructions, x, residual: null, gain, bias: null, centred);
                CheckNormalization((InstructionSet)instructions, x, Fill(Rows * columns, 2), gain, Fill(columns, 4), centred);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void RotationTurnsEachPoint(object instructions)
    {
        foreach (var (headSize, rotaryDimensions) in new[] { (2, 2), (64, 64), (80, 32), (100, 70) })
        {
            var columns = 3 * headSize;
            var (x, y, again) = (Fill(Rows * columns, 1), new float[Rows * columns], new float[Rows * columns]);
            int[] positions = [.. Enumerable.Range(0, Rows).Select(row => row * 7 % 11)];
            var table = Fill(11 * rotaryDimensions, 2);
            Rotate((InstructionSet)instructions, x, positions, table, y, headSize, rotaryDimensions, threads: 1);
            Rotate((InstructionSet)instructions, x, positions, table, again, headSize, rotaryDimensions, threads: 3);
            CollectionAssert.AreEqual(y, again, "threads");
            for (var i = 0; i < y.Length; i++)
            {
                var (c, half) = (i % headSize, rotaryDimensions / 2);
                var angles = positions[i / columns] * rotaryDimensions;
                var expected = c >= rotaryDimensions ? (Approximate)x[i]
                    : c < half ? (Approximate)x[i] * table[angles + c] - (Approximate)x[i + half] * table[angles + half + c]
                    : (Approximate)x[i] * table[angles + c - half] + (Approximate)x[i - half] * table[angles + c];
                expected.Check(y[i], "element", i);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void ActivationsKeepToTheirErrorBound(object instructions, object activation)
    {
        // More than one task, and a remainder.
        float[] x = [.. Enumerable.Range(0, 20_003).Select(i => (i - 10_000) / 700f)];
        var (y, again) = (x.ToArray(), x.ToArray());
        fixed (float* p = y, q = again)
        {
            Kernels.For((InstructionSet)instructions).Activate((Activation)activation, p, p, x.Length, new ForkJoin());
            Kernels.For((InstructionSet)instructions).Activate((Activation)activation, q, q, x.Length, new ForkJoin { Threads = 3 });
        }
        CollectionAssert.AreEqual(y, again, "threads");
        for (var i = 0; i < x.Length; i++)
            Assert.AreEqual(ReferenceFunctions.Activate((Activation)activation, x[i]), y[i], 5e-7 * Math.Max(1, Math.Abs(x[i])), $"at {x[i]}");
    }

    private static void CheckNormalization(InstructionSet instructions, float[] x, float[]? residual, float[] gain, float[]? bias, bool centred)
    {
        const float Epsilon = 1e-5f;
        var columns = gain.Length;
        var (y, again) = (new float[x.Length], new float[x.Length]);
        Normalize(instructions, x, residual, gain, bias, y, Epsilon, centred, threads: 1);
        Normalize(instructions, x, residual, gain, bias, again, Epsilon, centred, threads: 3);
        CollectionAssert.AreEqual(y, again, "threads");
        for (var row = 0; row < Rows; row++)
        {
            Approximate[] values = [.. Enumerable.Range(row * columns, columns).Select(i => residual is null ? x[i] : (Approximate)x[i] + residual[i])];
            var mean = centred ? values.Aggregate((a, b) => a + b) / columns : 0f;
            Approximate[] deviations = [.. values.Select(value => value - mean)];
            var factor = (Approximate)1f / Approximate.Sqrt(deviations.Aggregate((Approximate)0f, (sum, d) => sum + d * d) / columns + Epsilon);
            for (var j = 0; j < columns; j++)
            {
                var expected = deviations[j] * factor * gain[j];
                (bias is null ? expected : expected + bias[j]).Check(y[row * columns + j], $"{instructions}, {columns} columns, element", row * columns + j);
            }
        }
    }

    private static void Normalize(InstructionSet instructions, float[] x, float[]? residual, float[] gain, float[]? bias, float[] y, float epsilon, bool centred, int threads)
    {
        fixed (float* px = x, pr = residual, pg = gain, pb = bias, py = y)
        {
            var operands = new NormalizationOperands
            {
                X = px,
                Residual = pr,
                Gain = pg,
                Bias = pb,
                Y = py,
                Rows = Rows,
                Columns = gain.Length,
                Epsilon = epsilon,
                Centred = centred,
            };
            Kernels.For(instructions).Normalize(operands, new ForkJoin { Threads = threads });
        }
    }

    private static void Rotate(InstructionSet instructions, float[] x, int[] positions, float[] table, float[] y, int headSize, int rotaryDimensions, int threads)
    {
        fixed (float* px = x, pt = table, py = y)
        fixed (int* pp = positions)
        {
            var operands = new RotationOperands
            {
                X = px,
                Positions = pp,
                Table = pt,
                Y = py,
                Rows = positions.Length,
                Columns = x.Length / positions.Length,
                HeadSize = headSize,
                RotaryDimensions = rotaryDimensions,
            };
            Kernels.For(instructions).Rotate(operands, new ForkJoin { Threads = threads });
        }
    }

    private static float[] Fill(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];
    }
}

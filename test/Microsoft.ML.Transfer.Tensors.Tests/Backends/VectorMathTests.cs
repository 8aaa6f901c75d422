using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Tests.References;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>The stated error bounds of the elementary functions, in every instruction set that the processor has.</summary>
[TestClass]
public sealed unsafe class VectorMathTests
{
    public static IEnumerable<object[]> InstructionSetsHere =>
        Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).Select(instructions => new object[] { instructions });

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ExpHasARelativeErrorOfAtMostTwoToTheMinus22(object instructions)
    {
        foreach (var (x, y) in Evaluate((InstructionSet)instructions, Function.Exp, -87.3f, 88.3f))
            Assert.AreEqual(1, y / Math.Exp(x), Math.Pow(2, -22), $"exp({x})");
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ErfAndTanhKeepToTheirErrorBounds(object instructions)
    {
        // A processor without fused multiply-add rounds each step of the polynomials twice.
        var erfBound = (InstructionSet)instructions == InstructionSet.Portable && !Fma.IsSupported ? 5e-7 : 4e-7;
        foreach (var (x, y) in Evaluate((InstructionSet)instructions, Function.Erf, -6, 6))
            Assert.AreEqual(1 - ReferenceFunctions.Erfc(x), y, erfBound, $"erf({x})");
        foreach (var (x, y) in Evaluate((InstructionSet)instructions, Function.Tanh, -12, 12))
            Assert.AreEqual(Math.Tanh(x), y, 3e-7, $"tanh({x})");
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void TheEndsOfTheRangeAreReachedWithoutNonsense(object instructions)
    {
        float[] ends = [float.NegativeInfinity, float.MinValue, -1000, -88, 1000, float.MaxValue, float.PositiveInfinity, float.NaN];
        var exp = Evaluate((InstructionSet)instructions, Function.Exp, ends);
        CollectionAssert.AreEqual(new float[4], exp[..4], "exp of large negative numbers is exactly 0");
        Assert.IsTrue(exp[4..7].All(y => y > 1e38f), "exp of large numbers");
        CollectionAssert.AreEqual(new[] { -1f, -1f, -1f, -1f, 1f, 1f, 1f }, Evaluate((InstructionSet)instructions, Function.Tanh, ends)[..7].Select(y => MathF.Round(y, 6)).ToArray());
        foreach (var function in Enum.GetValues<Function>())
            Assert.IsTrue(float.IsNaN(Evaluate((InstructionSet)instructions, function, ends)[7]), $"{function} of not a number");
    }

    private enum Function
    {
        Exp,
        Erf,
        Tanh,
    }

    private static IEnumerable<(double X, float Y)> Evaluate(InstructionSet instructions, Function function, float from, float to)
    {
        float[] x = [.. Enumerable.Range(0, 40_001).Select(i => from + (to - from) * i / 40_000)];
        var y = Evaluate(instructions, function, x);
        return x.Select((value, i) => ((double)value, y[i]));
    }

    private static float[] Evaluate(InstructionSet instructions, Function function, float[] x) => instructions switch
    {
        InstructionSet.Avx512 => Evaluate<Avx512Vector>(function, x),
        InstructionSet.Avx2 => Evaluate<Avx2Vector>(function, x),
        _ => Evaluate<PortableVector>(function, x),
    };

    private static float[] Evaluate<V>(Function function, float[] x)
        where V : unmanaged, ISimdVector<V>
    {
        var padded = new float[(x.Length + V.Count - 1) / V.Count * V.Count];
        x.CopyTo(padded, 0);
        fixed (float* p = padded)
        {
            for (var i = 0; i < padded.Length; i += V.Count)
            {
                var value = V.Load(p + i);
                V.Store(function switch { Function.Exp => VectorMath.Exp(value), Function.Erf => VectorMath.Erf(value), _ => VectorMath.Tanh(value) }, p + i);
            }
        }
        return padded[..x.Length];
    }
}

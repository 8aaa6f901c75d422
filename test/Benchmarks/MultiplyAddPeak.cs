using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// What the processor can do at most, at the moment: independent multiply-adds in registers, nothing else. Timings that are divided by it do not
/// depend on the clock rate or on what else the machine does.
/// </summary>
internal static class MultiplyAddPeak
{
    private const int Steps = 1_000_000;
    private const int Sums = 10;

    private static float _sink;

    /// <summary>Floating-point operations per nanosecond of so many threads together.</summary>
    public static double GigaFlops(int threads)
    {
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => _sink = lanes == Vector512<float>.Count ? Run512() : Run256());
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * lanes * Sums * Steps * threads / best / 1e9;
    }

    /// <summary>The same for one thread, by the time that the processor spent on it rather than the time that passed.</summary>
    public static double GigaFlopsOfProcessorTime()
    {
        const int Repetitions = 30;
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Repetitions; i++)
            _sink = Vector512.IsHardwareAccelerated ? Run512() : Run256();
        var time = Environment.CpuUsage.TotalTime - before;
        return 2.0 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count) * Sums * Steps * Repetitions / time.TotalSeconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512()
    {
        var (a, b) = (Vector512.Create(0.5f), Vector512.Create(0.25f));
        var (s0, s1, s2, s3, s4) = (a, a, a, a, a);
        var (s5, s6, s7, s8, s9) = (a, a, a, a, a);
        for (var i = 0; i < Steps; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(a, b, s0);
            s1 = Vector512.FusedMultiplyAdd(a, b, s1);
            s2 = Vector512.FusedMultiplyAdd(a, b, s2);
            s3 = Vector512.FusedMultiplyAdd(a, b, s3);
            s4 = Vector512.FusedMultiplyAdd(a, b, s4);
            s5 = Vector512.FusedMultiplyAdd(a, b, s5);
            s6 = Vector512.FusedMultiplyAdd(a, b, s6);
            s7 = Vector512.FusedMultiplyAdd(a, b, s7);
            s8 = Vector512.FusedMultiplyAdd(a, b, s8);
            s9 = Vector512.FusedMultiplyAdd(a, b, s9);
        }
        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256()
    {
        var (a, b) = (Vector256.Create(0.5f), Vector256.Create(0.25f));
        var (s0, s1, s2, s3, s4) = (a, a, a, a, a);
        var (s5, s6, s7, s8, s9) = (a, a, a, a, a);
        for (var i = 0; i < Steps; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(a, b, s0);
            s1 = Vector256.FusedMultiplyAdd(a, b, s1);
            s2 = Vector256.FusedMultiplyAdd(a, b, s2);
            s3 = Vector256.FusedMultiplyAdd(a, b, s3);
            s4 = Vector256.FusedMultiplyAdd(a, b, s4);
            s5 = Vector256.FusedMultiplyAdd(a, b, s5);
            s6 = Vector256.FusedMultiplyAdd(a, b, s6);
            s7 = Vector256.FusedMultiplyAdd(a, b, s7);
            s8 = Vector256.FusedMultiplyAdd(a, b, s8);
            s9 = Vector256.FusedMultiplyAdd(a, b, s9);
        }
        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }
}

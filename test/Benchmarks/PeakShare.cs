using System.Diagnostics;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>What share of the processor's multiply-adds a computation reaches. Each timing stands between two measurements of the peak.</summary>
internal static class PeakShare
{
    /// <summary>The shares of all rounds, ascending.</summary>
    /// <param name="operations">The floating-point operations of one run.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="rounds">How often it is timed.</param>
    /// <param name="seconds">About how long a round takes.</param>
    /// <param name="run">Computes once.</param>
    public static double[] Measure(double operations, int threads, int rounds, double seconds, Action run)
    {
        var repetitions = (int)Math.Max(1, seconds * 2e11 * threads / operations);
        var shares = new double[rounds];
        run();
        for (var round = 0; round < rounds; round++)
        {
            var peak = MultiplyAddPeak.GigaFlops(threads);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repetitions; i++)
                run();
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            peak = Math.Max(peak, MultiplyAddPeak.GigaFlops(threads));
            shares[round] = operations * repetitions / elapsed / 1e9 / peak;
        }
        Array.Sort(shares);
        return shares;
    }
}

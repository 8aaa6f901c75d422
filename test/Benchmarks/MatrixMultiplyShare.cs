using System.Globalization;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// What share of the processor's multiply-adds the linear layers of a base-sized encoder reach, for one thread and for as many as there are processors: the
/// medians of the shares, and their spread.
/// </summary>
internal static class MatrixMultiplyShare
{
    private const int Rounds = 9;
    private const double SecondsPerRound = 0.15;

    private static readonly (int Columns, int Depth)[] Shapes = [(768, 768), (3072, 768), (768, 3072)];
    private static readonly int[] RowCounts = [512, 1024, 2048, 4096, 8192];

    public static void Print(TextWriter output)
    {
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            foreach (var (columns, depth) in Shapes)
            {
                foreach (var rows in RowCounts)
                {
                    var shares = Measure(rows, columns, depth, threads);
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{threads} threads, [{rows}, {depth}] x [{depth}, {columns}]: {shares[Rounds / 2]:P1} of peak ({shares[0]:P1} to {shares[^1]:P1})"));
                }
            }
        }
    }

    private static double[] Measure(int rows, int columns, int depth, int threads)
    {
        using var arena = CpuBackend.Instance.CreateArena();
        arena.Threads = threads;
        var random = new Random(1);
        var weight = arena.UploadWeights(new Shape(columns, depth), Fill);
        var bias = arena.Upload(new Shape(columns), Fill);
        var x = arena.Upload(new Shape(rows, depth), Fill);
        var linear = new Linear();
        var mark = arena.Mark();
        return PeakShare.Measure(2.0 * rows * columns * depth, threads, Rounds, SecondsPerRound, Run);

        void Run()
        {
            CpuBackend.Instance.Forward(linear, [x, weight, bias], arena);
            arena.Release(mark);
        }

        void Fill(Span<float> values)
        {
            foreach (ref var value in values)
                value = random.NextSingle() - 0.5f;
        }
    }
}

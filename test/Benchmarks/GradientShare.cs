using System.Globalization;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// What share of the processor's multiply-adds each of the three products of a linear layer reaches in a training step, y = x Wᵀ, dx = dy W and dW = dyᵀ x, with three shapes of encoders and the
/// scores over a vocabulary: the medians of the shares.
/// </summary>
internal static class GradientShare
{
    private const int Rounds = 7;
    private const double SecondsPerRound = 0.1;

    private static readonly (int Rows, int Depth, int Columns)[] Shapes =
    [
        (2048, 256, 256), (2048, 256, 1024), (2048, 1024, 256), (320, 256, 8192),
        (4096, 384, 384), (4096, 384, 1536), (4096, 1536, 384),
        (4096, 768, 768), (4096, 768, 3072), (4096, 3072, 768),
    ];

    public static void Print(TextWriter output)
    {
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            foreach (var (rows, depth, columns) in Shapes)
            {
                var (y, dx, dw) = (Measure(rows, depth, columns, threads, null), Measure(rows, depth, columns, threads, 0), Measure(rows, depth, columns, threads, 1));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} threads, training, {rows} rows, {depth} -> {columns}: y {y:P1}, dx {dx:P1}, dW {dw:P1} of peak"));
            }
        }
    }

    /// <summary>The median share of the result, or of the gradient of one of the inputs.</summary>
    private static double Measure(int rows, int depth, int columns, int threads, int? input)
    {
        using var arena = CpuBackend.Instance.CreateArena();
        arena.Threads = threads;
        var random = new Random(1);
        var weight = arena.UploadWeights(new Shape(columns, depth), Fill);
        var x = arena.Upload(new Shape(rows, depth), Fill);
        var linear = new Linear();
        var y = CpuBackend.Instance.Forward(linear, [x, weight], arena);
        var dy = arena.Upload(new Shape(rows, columns), Fill);
        Tensor?[] gradients = [input == 0 ? arena.AllocateLike(x) : null, input == 1 ? arena.AllocateLike(weight) : null];
        var mark = arena.Mark();
        return PeakShare.Measure(2.0 * rows * columns * depth, threads, Rounds, SecondsPerRound, Run)[Rounds / 2];

        void Run()
        {
            if (input is not { } place)
            {
                CpuBackend.Instance.Forward(linear, [x, weight], arena);
            }
            else
            {
                CpuBackend.Instance.Fill(gradients[place]!, 0, arena);
                CpuBackend.Instance.Backward(linear, [x, weight], y, null, dy, gradients, arena);
            }
            arena.Release(mark);
        }

        void Fill(Span<float> values)
        {
            foreach (ref var value in values)
                value = random.NextSingle() - 0.5f;
        }
    }
}

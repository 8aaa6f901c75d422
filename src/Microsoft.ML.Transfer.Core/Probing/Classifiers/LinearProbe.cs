using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>p = softmax(W x + b).</summary>
internal sealed unsafe class LinearProbe(float[] weights, float[] bias, int columns, int threads) : ILinearProbe
{
    private const int RowsPerChunk = 1024;

    public int Classes => bias.Length;

    public int Columns => columns;

    public ReadOnlyMemory<float> Weights => weights;

    public ReadOnlyMemory<float> Bias => bias;

    /// <summary>How the fit ended.</summary>
    public Minimum Minimum { get; init; }

    public void Score(ProbeMatrix x, Span<float> probabilities)
    {
        ProbeInput.CheckScoring(this, x, probabilities.Length);
        if (x.Rows == 0)
            return;
        using var arena = new CpuArena { Threads = threads };
        var operands = SoftmaxObjective.Prepare(arena, x.Rows, columns, Classes);
        bias.CopyTo(new Span<float>(operands.Bias, Classes));
        fixed (float* w = weights)
            WeightPanels.Pack(w, Classes, columns, operands.Weights, operands.PanelColumns);
        using var pinned = x.Values.Pin();
        fixed (float* p = probabilities)
        {
            operands.X = (float*)pinned.Pointer;
            operands.Probabilities = p;
            operands.Chunks = (x.Rows + RowsPerChunk - 1) / RowsPerChunk;
            Kernels.Best.Regress(operands, arena.ForkJoin);
        }
    }
}

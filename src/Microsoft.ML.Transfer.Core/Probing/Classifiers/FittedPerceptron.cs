using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>softmax(V max(0, W x + b) + c).</summary>
internal sealed unsafe class FittedPerceptron(float[] weights, float[] bias, LinearProbe output, int columns, int threads) : IFittedProbe
{
    private const int RowsAtOnce = 4096;

    public int Classes => output.Classes;

    public int Columns => columns;

    public void Score(ProbeMatrix x, Span<float> probabilities)
    {
        ProbeInput.CheckScoring(this, x, probabilities.Length);
        using var arena = new CpuArena { Threads = threads };
        var weight = (CpuTensor)arena.UploadWeights(new Shape(bias.Length, columns), weights.CopyTo);
        var hidden = new float[Math.Min(x.Rows, RowsAtOnce) * bias.Length];
        using var pinned = x.Values.Pin();
        for (var first = 0; first < x.Rows; first += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, x.Rows - first);
            fixed (float* b = bias, y = hidden)
            {
                Kernels.Best.Multiply(
                    new LinearOperands { X = (float*)pinned.Pointer + (nint)first * columns, Weights = weight.Packed, Bias = b, Y = y, Rows = rows, Columns = bias.Length, Depth = columns, Activation = Activation.Relu },
                    arena.ForkJoin);
            }
            output.Score(new ProbeMatrix(hidden.AsMemory(0, rows * bias.Length), rows, bias.Length), probabilities.Slice(first * Classes, rows * Classes));
        }
    }
}

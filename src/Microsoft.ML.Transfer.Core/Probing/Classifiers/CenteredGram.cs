using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The mean μ of vectors and G = Σ (x − μ)(x − μ)ᵀ, in single precision, of all of them or of as many, evenly spread, as tell about as much.</summary>
internal sealed unsafe class CenteredGram
{
    private const int RowsAtOnce = 1024;

    private CenteredGram(double[] mean, float[] products, int rows) => (Mean, Products, Rows) = (mean, products, rows);

    /// <summary>μ.</summary>
    public double[] Mean { get; }

    /// <summary>G. <i>Shape:</i> [columns, columns].</summary>
    public float[] Products { get; }

    /// <summary>How many vectors were taken.</summary>
    public int Rows { get; }

    /// <summary>The mean alone.</summary>
    public static double[] MeanOf(ProbeMatrix x, int most)
    {
        var (rows, mean) = (Math.Min(x.Rows, most), new double[x.Columns]);
        for (var i = 0; i < rows; i++)
        {
            var values = x.Row((int)((long)i * x.Rows / rows));
            for (var j = 0; j < values.Length; j++)
                mean[j] += values[j];
        }
        for (var j = 0; j < mean.Length; j++)
            mean[j] /= rows;
        return mean;
    }

    public static CenteredGram Of(ProbeMatrix x, int most, CpuArena arena)
    {
        var (rows, columns, mean) = (Math.Min(x.Rows, most), x.Columns, MeanOf(x, most));
        var mark = arena.Mark();
        var sums = (CpuTensor)arena.Allocate(ElementType.Float32, new Shape(columns, columns));
        sums.Values.Clear();
        var block = (CpuTensor)arena.Allocate(ElementType.Float32, new Shape(Math.Min(RowsAtOnce, rows), columns));
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows - first);
            if (count < block.Shape.Rows)
                block = (CpuTensor)arena.Allocate(ElementType.Float32, new Shape(count, columns));
            for (var i = 0; i < count; i++)
            {
                var values = x.Row((int)((long)(first + i) * x.Rows / rows));
                var target = block.Values.Slice(i * columns, columns);
                for (var j = 0; j < columns; j++)
                    target[j] = (float)(values[j] - mean[j]);
            }
            LinearGradients.AddToWeight(block, block.Floats, sums, arena);
        }
        var products = sums.Values.ToArray();
        arena.Release(mark);
        return new CenteredGram(mean, products, rows);
    }
}

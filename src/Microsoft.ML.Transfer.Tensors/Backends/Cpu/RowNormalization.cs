using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// y = (x − mean) / √(var + ε) · γ + β for each row of a matrix, with x + residual in the place of x. The variance is taken of the centred
/// row, which loses no digits where the mean is large. A row is read three or four times, all but the first from the first-level cache. RMS normalisation is the
/// same with 0 for the mean.
/// </summary>
internal unsafe struct RowNormalization<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int RowsPerTask = 8;

    private readonly NormalizationOperands _operands;

    public RowNormalization(in NormalizationOperands operands) => _operands = operands;

    public readonly int TaskCount => (_operands.Rows + RowsPerTask - 1) / RowsPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var last = Math.Min(_operands.Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
        {
            var start = (nint)row * _operands.Columns;
            Row(_operands.X + start, _operands.Residual is null ? null : _operands.Residual + start, _operands.Y + start);
        }
    }

    /// <summary>
    /// Whole vectors first, then the numbers past the last of them one by one. Two sums take turns, because the next addition to a sum waits for the one before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Row(float* x, float* residual, float* y)
    {
        var columns = _operands.Columns;
        var whole = columns / V.Count * V.Count;
        var pairs = whole / (2 * V.Count) * (2 * V.Count);

        if (residual is not null)
        {
            for (var j = 0; j < whole; j += V.Count)
                V.Store(V.Load(x + j) + V.Load(residual + j), y + j);
            for (var j = whole; j < columns; j++)
                y[j] = x[j] + residual[j];
            x = y;
        }

        var mean = _operands.Centred ? Sum(x, pairs, whole, columns) / columns : 0f;
        var square = SumOfSquares(x, mean, pairs, whole, columns);
        var factor = 1f / MathF.Sqrt(square / columns + _operands.Epsilon);
        var means = V.Broadcast(mean);
        var factors = V.Broadcast(factor);
        var gain = _operands.Gain;
        var bias = _operands.Bias;
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.MultiplyAdd((V.Load(x + j) - means) * factors, V.Load(gain + j), bias is null ? V.Zero : V.Load(bias + j)), y + j);
        for (var j = whole; j < columns; j++)
            y[j] = (x[j] - mean) * factor * gain[j] + (bias is null ? 0f : bias[j]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* x, int pairs, int whole, int columns)
    {
        var (even, odd) = (V.Zero, V.Zero);
        for (var j = 0; j < pairs; j += 2 * V.Count)
        {
            even += V.Load(x + j);
            odd += V.Load(x + j + V.Count);
        }
        if (pairs < whole)
            even += V.Load(x + pairs);
        var sum = V.Sum(even + odd);
        for (var j = whole; j < columns; j++)
            sum += x[j];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* x, float mean, int pairs, int whole, int columns)
    {
        var means = V.Broadcast(mean);
        var (even, odd) = (V.Zero, V.Zero);
        for (var j = 0; j < pairs; j += 2 * V.Count)
        {
            var (first, second) = (V.Load(x + j) - means, V.Load(x + j + V.Count) - means);
            even = V.MultiplyAdd(first, first, even);
            odd = V.MultiplyAdd(second, second, odd);
        }
        if (pairs < whole)
        {
            var last = V.Load(x + pairs) - means;
            even = V.MultiplyAdd(last, last, even);
        }
        var sum = V.Sum(even + odd);
        for (var j = whole; j < columns; j++)
            sum += (x[j] - mean) * (x[j] - mean);
        return sum;
    }
}

/// <summary>What a normalisation reads and writes.</summary>
internal unsafe struct NormalizationOperands
{
    /// <summary>[rows, columns].</summary>
    public float* X;

    /// <summary>[rows, columns], or null.</summary>
    public float* Residual;

    /// <summary>γ [columns].</summary>
    public float* Gain;

    /// <summary>β [columns], or null.</summary>
    public float* Bias;

    /// <summary>[rows, columns].</summary>
    public float* Y;

    public int Rows;
    public int Columns;
    public float Epsilon;

    /// <summary>Whether the mean is subtracted: layer normalisation; otherwise RMS normalisation.</summary>
    public bool Centred;
}

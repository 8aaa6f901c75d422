using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// y = (x − mean) / √(var + ε) · γ + β for each row of a matrix, with x + residual in the place of x. The variance is taken of the centred
/// row, which loses no digits where the mean is large. A row is read three times, twice of these from the first-level cache. RMS normalisation is the
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

    /// <summary>Whole vectors first, then the numbers past the last of them one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Row(float* x, float* residual, float* y)
    {
        var columns = _operands.Columns;
        var whole = columns / V.Count * V.Count;
        var gain = _operands.Gain;
        var bias = _operands.Bias;

        var sums = V.Zero;
        for (var j = 0; j < whole; j += V.Count)
        {
            var value = residual is null ? V.Load(x + j) : V.Load(x + j) + V.Load(residual + j);
            V.Store(value, y + j);
            sums += value;
        }
        var sum = V.Sum(sums);
        for (var j = whole; j < columns; j++)
        {
            y[j] = residual is null ? x[j] : x[j] + residual[j];
            sum += y[j];
        }

        var mean = _operands.Centred ? sum / columns : 0f;
        var means = V.Broadcast(mean);
        var squares = V.Zero;
        for (var j = 0; j < whole; j += V.Count)
        {
            var centred = V.Load(y + j) - means;
            squares = V.MultiplyAdd(centred, centred, squares);
        }
        var square = V.Sum(squares);
        for (var j = whole; j < columns; j++)
            square += (y[j] - mean) * (y[j] - mean);

        var factor = 1f / MathF.Sqrt(square / columns + _operands.Epsilon);
        var factors = V.Broadcast(factor);
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.MultiplyAdd((V.Load(y + j) - means) * factors, V.Load(gain + j), bias is null ? V.Zero : V.Load(bias + j)), y + j);
        for (var j = whole; j < columns; j++)
            y[j] = (y[j] - mean) * factor * gain[j] + (bias is null ? 0f : bias[j]);
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

using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The rotary embedding of each row of a matrix. The two coordinates of a point stand half the rotary dimensions apart, so that whole vectors of points are
/// turned at once.
/// </summary>
internal unsafe struct RowRotation<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int RowsPerTask = 8;

    private readonly RotationOperands _operands;

    public RowRotation(in RotationOperands operands) => _operands = operands;

    public readonly int TaskCount => (_operands.Rows + RowsPerTask - 1) / RowsPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var last = Math.Min(_operands.Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
        {
            var start = (nint)row * _operands.Columns;
            var angles = _operands.Table + (nint)_operands.Positions[row] * _operands.RotaryDimensions;
            for (var head = 0; head < _operands.Columns; head += _operands.HeadSize)
                Head(_operands.X + start + head, angles, _operands.Y + start + head);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Head(float* x, float* cosines, float* y)
    {
        var half = _operands.RotaryDimensions / 2;
        var sines = cosines + half;
        var whole = half / V.Count * V.Count;
        for (var c = 0; c < whole; c += V.Count)
        {
            var (first, second) = (V.Load(x + c), V.Load(x + half + c));
            var (cosine, sine) = (V.Load(cosines + c), V.Load(sines + c));
            V.Store(first * cosine - second * sine, y + c);
            V.Store(V.MultiplyAdd(second, cosine, first * sine), y + half + c);
        }
        for (var c = whole; c < half; c++)
        {
            var (first, second) = (x[c], x[half + c]);
            y[c] = first * cosines[c] - second * sines[c];
            y[half + c] = second * cosines[c] + first * sines[c];
        }
        for (var c = 2 * half; c < _operands.HeadSize; c++)
            y[c] = x[c];
    }
}

/// <summary>What a rotary embedding reads and writes.</summary>
internal unsafe struct RotationOperands
{
    /// <summary>[rows, columns]: the heads beside each other.</summary>
    public float* X;

    /// <summary>[rows].</summary>
    public int* Positions;

    /// <summary>[positions, rotary dimensions]: cosines, then sines.</summary>
    public float* Table;

    /// <summary>[rows, columns].</summary>
    public float* Y;

    public int Rows;
    public int Columns;
    public int HeadSize;
    public int RotaryDimensions;
}

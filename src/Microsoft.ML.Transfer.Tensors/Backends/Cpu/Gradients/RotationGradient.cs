using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradient of <see cref="RowRotation{V}"/>: the gradient of the result turned back by the angle. Here <see cref="RotationOperands.X"/> is the gradient of the result, and
/// <see cref="RotationOperands.Y"/> the one that is added to.
/// </summary>
internal readonly unsafe struct RotationGradient(RotationOperands operands) : IParallelTasks
{
    private const int RowsPerTask = 8;

    public int TaskCount => (operands.Rows + RowsPerTask - 1) / RowsPerTask;

    public void Run(int task, int worker)
    {
        var last = Math.Min(operands.Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
        {
            var start = (nint)row * operands.Columns;
            var angles = operands.Table + (nint)operands.Positions[row] * operands.RotaryDimensions;
            for (var head = 0; head < operands.Columns; head += operands.HeadSize)
                Head(operands.X + start + head, angles, operands.Y + start + head);
        }
    }

    private void Head(float* gradient, float* cosines, float* target)
    {
        var half = operands.RotaryDimensions / 2;
        var sines = cosines + half;
        for (var c = 0; c < half; c++)
        {
            target[c] += gradient[c] * cosines[c] + gradient[half + c] * sines[c];
            target[half + c] += gradient[half + c] * cosines[c] - gradient[c] * sines[c];
        }
        for (var c = 2 * half; c < operands.HeadSize; c++)
            target[c] += gradient[c];
    }
}

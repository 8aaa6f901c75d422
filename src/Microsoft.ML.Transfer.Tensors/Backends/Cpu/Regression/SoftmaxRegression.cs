using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Regression;

/// <summary>
/// The loss of a softmax regression and its gradient in one pass over the rows: L = Σ −log p[label], dL/dW = Σ (p − e[label]) xᵀ, dL/db = Σ (p − e[label]). With few classes both products do so
/// little with each number of x that reading x from main memory would take longer; here each block of rows is multiplied a second time while it is still in the cache.
/// <para>
/// A task is a chunk of rows. Its sums are its own and are added up afterwards in the order of the chunks, whose number depends on the sizes only: the bits do not depend on the threads.
/// </para>
/// </summary>
internal readonly unsafe struct SoftmaxRegression<V>(SoftmaxRegressionOperands operands) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private readonly TileShape _tile = V.ShapeFor(operands.Columns);

    public int TaskCount => operands.Chunks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var scores = operands.Scratch + (nint)worker * operands.ScratchSize;
        var first = (int)((long)operands.Rows * task / operands.Chunks);
        var end = (int)((long)operands.Rows * (task + 1) / operands.Chunks);
        var learns = operands.Probabilities == null;
        var loss = 0.0;
        if (learns)
        {
            new Span<float>(operands.BiasGradients + (nint)task * operands.WholeClasses, operands.WholeClasses).Clear();
            new Span<float>(operands.WeightGradients + (nint)task * operands.Classes * operands.Columns, operands.Classes * operands.Columns).Clear();
        }
        for (var row = first; row < end; row += operands.BlockRows)
        {
            var rows = Math.Min(operands.BlockRows, end - row);
            Score(row, rows, scores);
            if (learns)
            {
                loss += Residuals(row, rows, scores, operands.BiasGradients + (nint)task * operands.WholeClasses);
                AddGradient(row, rows, scores, operands.WeightGradients + (nint)task * operands.Classes * operands.Columns);
            }
            else
            {
                Probabilities(row, rows, scores);
            }
        }
        if (learns)
            operands.Losses[task] = loss;
    }

    /// <summary>scores = x Wᵀ + b, [rows, whole classes].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(int first, int rows, float* scores)
    {
        nint depth = operands.Columns;
        var (width, whole) = (operands.PanelColumns, operands.WholeClasses);
        var isSmall = width == SmallTile.Vectors * V.Count;
        var tileRows = isSmall ? SmallTile.Rows : V.ShapeFor(operands.Classes).Rows;
        var tile = new Tile { StrideA = depth, StepA = 1, StrideB = width, StrideStart = 0, StrideC = whole, Depth = operands.Columns };
        for (var panel = 0; panel < whole; panel += width)
        {
            tile.B = operands.Weights + panel * depth;
            tile.Next = tile.B;
            tile.Start = operands.Bias + panel;
            for (var row = 0; row < rows; row += tileRows)
            {
                tile.Rows = Math.Min(tileRows, rows - row);
                tile.A = operands.X + (first + row) * depth;
                tile.C = scores + row * (nint)whole + panel;
                if (isSmall)
                    SmallTile.Multiply<V>(tile);
                else
                    V.MultiplyTile(tile, width);
            }
        }
    }

    /// <summary>Turns scores into eˣ⁻ᵐᵃˣ and gives their largest and their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Largest, float Sum) Exponentiate(float* scores, int count)
    {
        var highest = V.Load(scores);
        for (var c = V.Count; c < count; c += V.Count)
            highest = V.Max(highest, V.Load(scores + c));
        var largest = V.Largest(highest);
        var shift = V.Broadcast(largest);
        var sum = V.Zero;
        for (var c = 0; c < count; c += V.Count)
        {
            var e = VectorMath.Exp(V.Load(scores + c) - shift);
            V.Store(e, scores + c);
            sum += e;
        }
        return (largest, V.Sum(sum));
    }

    /// <summary>scores = p − e[label]. Returns the sum of the losses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Residuals(int first, int rows, float* scores, float* biasGradient)
    {
        var whole = operands.WholeClasses;
        var loss = 0.0;
        for (var row = 0; row < rows; row++, scores += whole)
        {
            var label = operands.Labels[first + row];
            var ofLabel = scores[label];
            var (largest, sum) = Exponentiate(scores, whole);
            loss += Math.Log(sum) + ((double)largest - ofLabel);
            var scale = V.Broadcast(1f / sum);
            for (var c = 0; c < whole; c += V.Count)
                V.Store(V.Load(scores + c) * scale, scores + c);
            scores[label] -= 1f;
            VectorRows<V>.Add(biasGradient, scores, whole);
        }
        return loss;
    }

    private void Probabilities(int first, int rows, float* scores)
    {
        for (var row = 0; row < rows; row++, scores += operands.WholeClasses)
        {
            var (_, sum) = Exponentiate(scores, operands.WholeClasses);
            var target = operands.Probabilities + (nint)(first + row) * operands.Classes;
            for (var c = 0; c < operands.Classes; c++)
                target[c] = scores[c] / sum;
        }
    }

    /// <summary>gradient [classes, columns] += residualsᵀ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGradient(int first, int rows, float* residuals, float* gradient)
    {
        nint columns = operands.Columns;
        var x = operands.X + first * columns;
        var column = 0;
        for (; column + _tile.Columns <= operands.Columns; column += _tile.Columns)
            AddPanel(residuals, rows, x + column, columns, gradient + column, columns);
        if (column < operands.Columns)
            AddLastPanel(residuals, rows, x + column, operands.Columns - column, gradient + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPanel(float* residuals, int rows, float* x, nint strideX, float* gradient, nint strideGradient)
    {
        var tile = new Tile { StrideA = 1, StepA = operands.WholeClasses, B = x, Next = x, StrideB = strideX, StrideStart = strideGradient, StrideC = strideGradient, Depth = rows };
        for (var c = 0; c < operands.Classes; c += _tile.Rows)
        {
            tile.Rows = Math.Min(_tile.Rows, operands.Classes - c);
            tile.A = residuals + c;
            tile.C = gradient + c * strideGradient;
            tile.Start = tile.C;
            V.MultiplyTile(tile, _tile.Columns);
        }
    }

    /// <summary>Fewer columns than a tile has: they are copied into one, and so is their gradient.</summary>
    private void AddLastPanel(float* residuals, int rows, float* x, int width, float* gradient)
    {
        var panel = residuals + (nint)operands.BlockRows * operands.WholeClasses;
        var beside = panel + (nint)operands.BlockRows * SoftmaxRegressionOperands.WidestTile;
        for (var row = 0; row < rows; row++)
        {
            var target = new Span<float>(panel + (nint)row * _tile.Columns, _tile.Columns);
            new ReadOnlySpan<float>(x + (nint)row * operands.Columns, width).CopyTo(target);
            target[width..].Clear();
        }
        var tile = new Tile { StrideA = 1, StepA = operands.WholeClasses, B = panel, Next = panel, StrideB = _tile.Columns, Start = beside, StrideStart = _tile.Columns, C = beside, StrideC = _tile.Columns, Depth = rows };
        for (var c = 0; c < operands.Classes; c += _tile.Rows)
        {
            tile.Rows = Math.Min(_tile.Rows, operands.Classes - c);
            tile.A = residuals + c;
            for (var i = 0; i < tile.Rows; i++)
                new ReadOnlySpan<float>(gradient + (nint)(c + i) * operands.Columns, width).CopyTo(new Span<float>(beside + i * _tile.Columns, width));
            V.MultiplyTile(tile, _tile.Columns);
            for (var i = 0; i < tile.Rows; i++)
                new ReadOnlySpan<float>(beside + i * _tile.Columns, width).CopyTo(new Span<float>(gradient + (nint)(c + i) * operands.Columns, width));
        }
    }
}

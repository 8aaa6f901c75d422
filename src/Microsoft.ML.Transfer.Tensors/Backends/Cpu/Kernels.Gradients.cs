using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>The kernels of gradients.</content>
internal abstract unsafe partial class Kernels
{
    /// <summary>How many numbers a task of <see cref="SumSquares"/> adds up.</summary>
    public const int SquarePiece = 16_384;

    /// <summary>How many sums <see cref="SumSquares"/> gives.</summary>
    public static int SquarePieces(int count) => (count + SquarePiece - 1) / SquarePiece;

    /// <inheritdoc cref="SquareSums{V}"/>
    public abstract void SumSquares(float* x, int count, float* sums, ForkJoin threads);

    /// <inheritdoc cref="RowSquareSums{V}"/>
    public abstract void SumRowSquares(float* matrix, int* rows, int count, int columns, float* sums, ForkJoin threads);

    /// <inheritdoc cref="RowScatter{V}"/>
    public abstract void ScatterRows(float* x, int* indices, int rows, int columns, float* table, ForkJoin threads);

    /// <inheritdoc cref="SoftmaxRows{V}"/>
    public abstract void SoftmaxRows(in SoftmaxRowsOperands operands, ForkJoin threads);

    /// <inheritdoc cref="PanelProduct{V}"/>
    public abstract void AddProduct(in ProductOperands operands, ForkJoin threads);

    /// <inheritdoc cref="ColumnSums{V}"/>
    public abstract void AddColumnSums(float* x, float* y, int rows, int columns, float* sums, ForkJoin threads);

    /// <inheritdoc cref="NormalizationGradient{V}"/>
    public abstract void NormalizeBackward(NormalizationGradientOperands operands, CpuArena arena);

    /// <inheritdoc cref="ActivationGradientOf{V}"/>
    public abstract void ActivateBackward(Activation activation, float* x, float* dy, float* dx, int count, bool adds, ForkJoin threads);

    /// <inheritdoc cref="AttentionGradient{V}"/>
    public abstract void AttendBackward(AttentionGradientOperands operands, CpuArena arena);
}

/// <content>The kernels of gradients.</content>
internal sealed unsafe partial class Kernels<V>
{
    public override void SumSquares(float* x, int count, float* sums, ForkJoin threads)
    {
        var tasks = new SquareSums<V>(x, count, sums);
        threads.Run(ref tasks);
    }

    public override void SumRowSquares(float* matrix, int* rows, int count, int columns, float* sums, ForkJoin threads)
    {
        var tasks = new RowSquareSums<V>(matrix, rows, count, columns, sums);
        threads.Run(ref tasks);
    }

    public override void ScatterRows(float* x, int* indices, int rows, int columns, float* table, ForkJoin threads)
    {
        var tasks = new RowScatter<V>(x, indices, rows, columns, table);
        threads.Run(ref tasks);
    }

    public override void SoftmaxRows(in SoftmaxRowsOperands operands, ForkJoin threads)
    {
        var tasks = new SoftmaxRows<V>(operands);
        threads.Run(ref tasks);
    }

    public override void AddProduct(in ProductOperands operands, ForkJoin threads)
    {
        var tasks = new PanelProduct<V>(operands);
        threads.Run(ref tasks);
    }

    public override void AddColumnSums(float* x, float* y, int rows, int columns, float* sums, ForkJoin threads)
    {
        var tasks = new ColumnSums<V>(x, y, rows, columns, sums);
        threads.Run(ref tasks);
    }

    public override void NormalizeBackward(NormalizationGradientOperands operands, CpuArena arena)
    {
        operands.Workers = arena.Threads;
        operands.Scratch = (float*)arena.AllocateScratch(sizeof(float) * NormalizationGradient<V>.ScratchSize(operands.Forward.Rows, operands.Forward.Columns, arena.Threads));
        var tasks = new NormalizationGradient<V>(operands);
        arena.ForkJoin.Run(ref tasks);
        tasks.AddSums();
    }

    public override void ActivateBackward(Activation activation, float* x, float* dy, float* dx, int count, bool adds, ForkJoin threads)
    {
        var tasks = new ActivationGradientOf<V>(activation, x, dy, dx, count, adds);
        threads.Run(ref tasks);
    }

    public override void AttendBackward(AttentionGradientOperands operands, CpuArena arena)
    {
        operands.Forward.ScratchSize = AttentionGradient<V>.ScratchSize(operands.Forward);
        operands.Forward.Scratch = (float*)arena.AllocateScratch((long)sizeof(float) * arena.Threads * operands.Forward.ScratchSize);
        var tasks = new AttentionGradient<V>(operands);
        arena.ForkJoin.Run(ref tasks);
    }
}

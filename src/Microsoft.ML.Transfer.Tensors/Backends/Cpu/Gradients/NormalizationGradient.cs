using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradient of <see cref="RowNormalization{V}"/>. With x̂ = (x − mean) · s, s = 1 / √(var + ε) and g = dy · γ:
/// dx = s (g − mean(g) − x̂ mean(g x̂)), without mean(g) where the mean is not subtracted; dγ = Σ dy x̂ and dβ = Σ dy over the rows.
/// <para>
/// x̂ is computed again: it costs less than to write it in the forward pass and read it here. A task is a block of rows with sums of dγ and dβ of its own, which are added up in
/// the order of the blocks afterwards. Rows are padded with zeros to whole vectors.
/// </para>
/// </summary>
internal unsafe struct NormalizationGradient<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int RowsPerTask = 16;

    private readonly NormalizationGradientOperands _operands;
    private readonly int _width;

    public NormalizationGradient(in NormalizationGradientOperands operands)
    {
        _operands = operands;
        _width = Padded(operands.Forward.Columns);
    }

    public readonly int TaskCount => (_operands.Forward.Rows + RowsPerTask - 1) / RowsPerTask;

    /// <summary>The floats of scratch: two rows for each worker, the sums of each task.</summary>
    public static long ScratchSize(int rows, int columns, int workers) => Padded(columns) * 2L * (workers + (rows + RowsPerTask - 1) / RowsPerTask);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var columns = _operands.Forward.Columns;
        var scratch = _operands.Scratch + 2 * (nint)worker * _width;
        var gain = SumsOf(task);
        new Span<float>(gain, 2 * _width).Clear();
        var last = Math.Min(_operands.Forward.Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
            Row((nint)row * columns, scratch, scratch + _width, gain, gain + _width);
    }

    /// <summary>Adds the blocks' sums to the gradients of γ and β, block by block.</summary>
    public readonly void AddSums()
    {
        var columns = _operands.Forward.Columns;
        for (var task = 0; task < TaskCount; task++)
        {
            if (_operands.GainGradient != null)
                VectorRows<V>.Add(_operands.GainGradient, SumsOf(task), columns);
            if (_operands.BiasGradient != null)
                VectorRows<V>.Add(_operands.BiasGradient, SumsOf(task) + _width, columns);
        }
    }

    private readonly float* SumsOf(int task) => _operands.Scratch + 2 * (nint)(_operands.Workers + task) * _width;

    private static int Padded(int columns) => (columns + 15) / 16 * 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Row(nint start, float* normal, float* gradient, float* gain, float* bias)
    {
        var forward = _operands.Forward;
        var columns = forward.Columns;
        var dy = _operands.ResultGradient + start;
        new ReadOnlySpan<float>(forward.X + start, columns).CopyTo(new Span<float>(normal, columns));
        if (forward.Residual != null)
            VectorRows<V>.Add(normal, forward.Residual + start, columns);
        new Span<float>(normal + columns, _width - columns).Clear();
        VectorRows<V>.Multiply(gradient, dy, forward.Gain, columns);
        new Span<float>(gradient + columns, _width - columns).Clear();

        if (forward.Centred)
        {
            var mean = V.Broadcast(Sum(normal) / columns);
            for (var j = 0; j < _width; j += V.Count)
                V.Store(V.Load(normal + j) - mean, normal + j);
            new Span<float>(normal + columns, _width - columns).Clear();
        }
        var factor = 1f / MathF.Sqrt(Dot(normal, normal) / columns + forward.Epsilon);
        var factors = V.Broadcast(factor);
        for (var j = 0; j < _width; j += V.Count)
            V.Store(V.Load(normal + j) * factors, normal + j);

        VectorRows<V>.AddProducts(gain, dy, normal, columns);
        VectorRows<V>.Add(bias, dy, columns);
        var meanOfGradient = V.Broadcast(forward.Centred ? Sum(gradient) / columns : 0f);
        var meanOfProduct = V.Broadcast(-Dot(gradient, normal) / columns);
        for (var j = 0; j < _width; j += V.Count)
            V.Store(factors * V.MultiplyAdd(V.Load(normal + j), meanOfProduct, V.Load(gradient + j) - meanOfGradient), gradient + j);
        VectorRows<V>.AddTo(_operands.XGradient, start, gradient, columns, _operands.AddsToX);
        VectorRows<V>.AddTo(_operands.ResidualGradient, start, gradient, columns, _operands.AddsToResidual);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float Sum(float* x)
    {
        var sums = V.Zero;
        for (var j = 0; j < _width; j += V.Count)
            sums += V.Load(x + j);
        return V.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float Dot(float* x, float* y)
    {
        var sums = V.Zero;
        for (var j = 0; j < _width; j += V.Count)
            sums = V.MultiplyAdd(V.Load(x + j), V.Load(y + j), sums);
        return V.Sum(sums);
    }
}

/// <summary>What the gradient of a normalisation reads and adds to.</summary>
internal unsafe struct NormalizationGradientOperands
{
    /// <summary>What was normalised; its result is not read.</summary>
    public NormalizationOperands Forward;

    /// <summary>[rows, columns].</summary>
    public float* ResultGradient;

    /// <summary>[rows, columns], or null.</summary>
    public float* XGradient;

    /// <summary>Whether that holds something already; else it is overwritten.</summary>
    public bool AddsToX;

    /// <summary>[rows, columns], or null.</summary>
    public float* ResidualGradient;

    /// <inheritdoc cref="AddsToX"/>
    public bool AddsToResidual;

    /// <summary>[columns], or null.</summary>
    public float* GainGradient;

    /// <summary>[columns], or null.</summary>
    public float* BiasGradient;

    /// <summary>As much as <see cref="NormalizationGradient{V}.ScratchSize"/> says.</summary>
    public float* Scratch;

    public int Workers;
}

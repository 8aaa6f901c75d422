using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradient of <see cref="RowNormalization{V}"/>. With x̂ = (x − mean) · s, s = 1 / √(var + ε) and g = dy · γ:
/// dx = s (g − mean(g) − x̂ mean(g x̂)), without mean(g) where the mean is not subtracted; dγ = Σ dy x̂ and dβ = Σ dy over the rows.
/// <para>
/// x̂ is computed again: it costs less than to write it in the forward pass and read it here. A task is a block of rows with sums of dγ and dβ of its own, which are added up in
/// the order of the blocks afterwards.
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

    /// <summary>Four passes over the row, all but the first in the first-level cache: whole vectors, then the numbers past the last of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Row(nint start, float* normal, float* gradient, float* gain, float* bias)
    {
        var forward = _operands.Forward;
        var columns = forward.Columns;
        var whole = columns / V.Count * V.Count;
        var x = forward.X + start;
        var dy = _operands.ResultGradient + start;
        var gains = forward.Gain;
        var residual = forward.Residual == null ? null : forward.Residual + start;

        // x + residual and g, and their sums.
        var (sums, gradientSums) = (V.Zero, V.Zero);
        for (var j = 0; j < whole; j += V.Count)
        {
            var (sum, product) = (residual == null ? V.Load(x + j) : V.Load(x + j) + V.Load(residual + j), V.Load(dy + j) * V.Load(gains + j));
            (sums, gradientSums) = (sums + sum, gradientSums + product);
            V.Store(sum, normal + j);
            V.Store(product, gradient + j);
        }
        var (total, gradientTotal) = (V.Sum(sums), V.Sum(gradientSums));
        for (var j = whole; j < columns; j++)
        {
            normal[j] = residual == null ? x[j] : x[j] + residual[j];
            gradient[j] = dy[j] * gains[j];
            (total, gradientTotal) = (total + normal[j], gradientTotal + gradient[j]);
        }

        var (mean, meanOfGradient) = forward.Centred ? (total / columns, gradientTotal / columns) : (0f, 0f);
        var factor = 1f / MathF.Sqrt(Centre(normal, mean, whole) / columns + forward.Epsilon);
        var meanOfProduct = AddAndProject(normal, gradient, dy, gain, bias, factor, whole) / columns;
        var (factors, means, products) = (V.Broadcast(factor), V.Broadcast(meanOfGradient), V.Broadcast(-meanOfProduct));
        for (var j = 0; j < whole; j += V.Count)
            V.Store(factors * V.MultiplyAdd(V.Load(normal + j), products, V.Load(gradient + j) - means), gradient + j);
        for (var j = whole; j < columns; j++)
            gradient[j] = factor * (gradient[j] - meanOfGradient - normal[j] * meanOfProduct);
        VectorRows<V>.AddTo(_operands.XGradient, start, gradient, columns, _operands.AddsToX);
        VectorRows<V>.AddTo(_operands.ResidualGradient, start, gradient, columns, _operands.AddsToResidual);
    }

    /// <summary>Subtracts the mean; the sum of the squares of what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float Centre(float* normal, float mean, int whole)
    {
        var (means, squares) = (V.Broadcast(mean), V.Zero);
        for (var j = 0; j < whole; j += V.Count)
        {
            var centred = V.Load(normal + j) - means;
            squares = V.MultiplyAdd(centred, centred, squares);
            V.Store(centred, normal + j);
        }
        var sum = V.Sum(squares);
        for (var j = whole; j < _operands.Forward.Columns; j++)
        {
            normal[j] -= mean;
            sum += normal[j] * normal[j];
        }
        return sum;
    }

    /// <summary>Makes x̂ of the centred row and adds dy x̂ and dy to the sums of dγ and dβ; Σ g x̂.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float AddAndProject(float* normal, float* gradient, float* dy, float* gain, float* bias, float factor, int whole)
    {
        var (factors, products) = (V.Broadcast(factor), V.Zero);
        for (var j = 0; j < whole; j += V.Count)
        {
            var (scaled, slope) = (V.Load(normal + j) * factors, V.Load(dy + j));
            products = V.MultiplyAdd(V.Load(gradient + j), scaled, products);
            V.Store(scaled, normal + j);
            V.Store(V.MultiplyAdd(slope, scaled, V.Load(gain + j)), gain + j);
            V.Store(V.Load(bias + j) + slope, bias + j);
        }
        var sum = V.Sum(products);
        for (var j = whole; j < _operands.Forward.Columns; j++)
        {
            normal[j] *= factor;
            gain[j] += dy[j] * normal[j];
            bias[j] += dy[j];
            sum += gradient[j] * normal[j];
        }
        return sum;
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

using System.Buffers;
using System.Numerics;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Regression;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// f(W, b) = Σ −log softmax(W (x − μ) + b)[label] + ½ Σ λ[j] W[c, j]². Taking the mean off the vectors only shifts b, which has no penalty: the minimum is the same, and the way to it shorter. The
/// vectors are read where they stand; products are in single precision, everything that is added up over the rows ends in double.
/// </summary>
internal sealed unsafe class SoftmaxObjective : IPreconditionedObjective, IDisposable
{
    private const int MostChunks = 64;
    private const int FewestChunks = 16;
    private const int FewestRowsPerChunk = 64;
    private const long MemoryOfChunks = 1L << 26;

    private readonly CpuArena _arena;
    private readonly MemoryHandle _x;
    private readonly MemoryHandle _labels;
    private readonly double[] _penalties;
    private readonly double[] _mean;
    private readonly RowPreconditioner _preconditioner;
    private readonly int _classes;
    private readonly int _columns;
    private readonly float* _weights;
    private readonly SoftmaxRegressionOperands _operands;

    /// <summary>Prepares the function.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="penalties">λ: a penalty a column.</param>
    /// <param name="threads">How many threads compute.</param>
    public SoftmaxObjective(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, double[] penalties, int threads)
    {
        _arena = new CpuArena { Threads = threads };
        (_classes, _columns, _penalties) = (classes, x.Columns, penalties);
        // At W = 0 the second derivatives are Σ (x − μ)(x − μ)ᵀ / classes for each class, as far as the classes do not move together.
        _preconditioner = RowPreconditioner.Of(x, penalties, 1.0 / classes, _arena);
        _mean = _preconditioner.Mean;
        _x = x.Values.Pin();
        _labels = labels.Pin();
        var chunks = (int)Math.Clamp(MemoryOfChunks / ((long)sizeof(float) * classes * x.Columns), FewestChunks, MostChunks);
        chunks = Math.Clamp(x.Rows / FewestRowsPerChunk, 1, chunks);
        _operands = Prepare(_arena, x.Rows, x.Columns, classes);
        _operands.X = (float*)_x.Pointer;
        _operands.Labels = (int*)_labels.Pointer;
        _operands.Chunks = chunks;
        _operands.Losses = (double*)_arena.AllocateScratch((long)sizeof(double) * chunks);
        _operands.WeightGradients = (float*)_arena.AllocateScratch((long)sizeof(float) * chunks * classes * x.Columns);
        _operands.BiasGradients = (float*)_arena.AllocateScratch((long)sizeof(float) * chunks * _operands.WholeClasses);
        _weights = (float*)_arena.AllocateScratch((long)sizeof(float) * classes * x.Columns);
    }

    /// <summary>All W, [classes, columns], then all b.</summary>
    public int Count => _classes * (_columns + 1);

    /// <summary>What is taken off the vectors.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Room for weights, and for the threads.</summary>
    public static SoftmaxRegressionOperands Prepare(CpuArena arena, int rows, int columns, int classes)
    {
        var operands = new SoftmaxRegressionOperands { Rows = rows, Columns = columns, Classes = classes, PanelColumns = Kernels.Best.RegressionPanelColumns(classes) };
        operands.Weights = (float*)arena.AllocateScratch(WeightPanels.Size(classes, columns, operands.PanelColumns) * sizeof(float));
        operands.Bias = (float*)arena.AllocateScratch((long)sizeof(float) * operands.WholeClasses);
        operands.Scratch = (float*)arena.AllocateScratch((long)sizeof(float) * operands.ScratchSize * arena.Threads);
        new Span<float>(operands.Bias, operands.WholeClasses).Fill(float.MinValue);
        return operands;
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var biases = x[(_classes * _columns)..];
        var value = 0.0;
        for (var c = 0; c < _classes; c++)
        {
            var shift = 0.0;
            for (var j = 0; j < _columns; j++)
            {
                var weight = x[c * _columns + j];
                _weights[c * _columns + j] = (float)weight;
                shift += weight * _mean[j];
                value += 0.5 * _penalties[j] * weight * weight;
                gradient[c * _columns + j] = _penalties[j] * weight;
            }
            _operands.Bias[c] = (float)(biases[c] - shift);
        }
        WeightPanels.Pack(_weights, _classes, _columns, _operands.Weights, _operands.PanelColumns);
        Kernels.Best.Regress(_operands, _arena.ForkJoin);
        AddSums(gradient);
        for (var chunk = 0; chunk < _operands.Chunks; chunk++)
            value += _operands.Losses[chunk];
        return value;
    }

    /// <inheritdoc/>
    public void Precondition(ReadOnlySpan<double> gradient, Span<double> result) => _preconditioner.Apply(gradient, result, _classes, _operands.Rows);

    /// <inheritdoc/>
    public void Dispose()
    {
        _x.Dispose();
        _labels.Dispose();
        _arena.Dispose();
    }

    /// <summary>Adds the gradients of the chunks, in their order; that by W less μ times that by b.</summary>
    private void AddSums(Span<double> gradient)
    {
        var (size, whole) = (_classes * _columns, _operands.WholeClasses);
        for (var chunk = 0; chunk < _operands.Chunks; chunk++)
            AddWidened(new ReadOnlySpan<float>(_operands.WeightGradients + (nint)chunk * size, size), gradient);
        for (var c = 0; c < _classes; c++)
        {
            var sum = 0.0;
            for (var chunk = 0; chunk < _operands.Chunks; chunk++)
                sum += _operands.BiasGradients[chunk * whole + c];
            gradient[size + c] = sum;
            for (var j = 0; j < _columns; j++)
                gradient[c * _columns + j] -= sum * _mean[j];
        }
    }

    private static void AddWidened(ReadOnlySpan<float> terms, Span<double> sums)
    {
        var i = 0;
        for (; i <= terms.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(terms[i..]), out var low, out var high);
            (low + new Vector<double>(sums[i..])).CopyTo(sums[i..]);
            (high + new Vector<double>(sums[(i + Vector<double>.Count)..])).CopyTo(sums[(i + Vector<double>.Count)..]);
        }
        for (; i < terms.Length; i++)
            sums[i] += terms[i];
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// A step of AdamW for a parameter, in one pass over it, its gradient and both moments. What it costs is the way to memory of these seven numbers for each of the parameter.
/// <para>
/// Of a table of words, a training sees few rows: the moments of all others are 0 from the start, so that nothing is left of their step but the decay p ← p − η λ p. Those rows are told
/// by <see cref="CpuTensor.NonzeroRows"/>; the numbers are those of the step over everything, bit for bit.
/// </para>
/// </summary>
internal unsafe struct AdamSteps : IParallelTasks
{
    private const int CountPerTask = 8192;

    private float* _p;
    private float* _g;
    private float* _m;
    private float* _v;
    private int _count;
    private float _gradientScale;
    private float _beta1;
    private float _beta2;
    private float _epsilon;
    private float _keep;
    private float _stepSize;
    private float _inverseRoot;

    public static void Run(AdamWUpdate update, CpuTensor parameter, CpuTensor gradient, CpuTensor mean, CpuTensor square, CpuArena arena)
    {
        var steps = new AdamSteps
        {
            _gradientScale = update.GradientScale,
            _beta1 = update.Beta1,
            _beta2 = update.Beta2,
            _epsilon = update.Epsilon,
            _keep = (float)(1 - (double)update.LearningRate * update.WeightDecay),
            _stepSize = (float)(update.LearningRate / (1 - Math.Pow(update.Beta1, update.Step))),
            _inverseRoot = (float)(1 / Math.Sqrt(1 - Math.Pow(update.Beta2, update.Step))),
        };
        if (gradient.TrackRows() && mean.TrackRows() && square.TrackRows())
        {
            OverRows(steps, parameter, gradient, mean, square, arena);
            return;
        }
        fixed (float* p = parameter.Storage, g = gradient.Storage, m = mean.Storage, v = square.Storage)
        {
            steps._p = p;
            steps._g = g;
            steps._m = m;
            steps._v = v;
            steps._count = parameter.StorageLength;
            arena.ForkJoin.Run(ref steps);
        }
    }

    public readonly int TaskCount => (_count + CountPerTask - 1) / CountPerTask;

    public readonly void Run(int task, int worker)
    {
        var first = task * CountPerTask;
        Step(first, _g + first, Math.Min(CountPerTask, _count - first));
    }

    private static void OverRows(in AdamSteps steps, CpuTensor parameter, CpuTensor gradient, CpuTensor mean, CpuTensor square, CpuArena arena)
    {
        var columns = parameter.Shape.Columns;
        var rows = gradient.NonzeroRows!;
        var numbers = new Span<int>((int*)arena.AllocateScratch((long)rows.Count * sizeof(int)), rows.Count);
        rows.CopyTo(numbers);
        foreach (var row in numbers)
        {
            mean.Track(row);
            square.Track(row);
        }
        var zeros = (float*)arena.AllocateScratch((long)columns * sizeof(float));
        new Span<float>(zeros, columns).Clear();
        fixed (ulong* moved = mean.NonzeroRows!.Bits, withGradient = rows.Bits)
        {
            var tasks = new RowSteps { Steps = steps, Moved = moved, WithGradient = withGradient, Zeros = zeros, Rows = parameter.Shape.Rows, Columns = columns };
            tasks.Steps._p = parameter.Floats;
            tasks.Steps._g = gradient.TrackedRows;
            tasks.Steps._m = mean.TrackedRows;
            tasks.Steps._v = square.TrackedRows;
            arena.ForkJoin.Run(ref tasks);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Step(nint first, float* gradient, int count)
    {
        var p = _p + first;
        var m = _m + first;
        var v = _v + first;
        var i = 0;
        // The two halves compute the same: every operation is rounded once in both.
        var (scale, beta1, beta2, rest1, rest2) = (Vector.Create(_gradientScale), Vector.Create(_beta1), Vector.Create(_beta2), Vector.Create(1 - _beta1), Vector.Create(1 - _beta2));
        var (epsilon, keep, size, root) = (Vector.Create(_epsilon), Vector.Create(_keep), Vector.Create(_stepSize), Vector.Create(_inverseRoot));
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
        {
            var g = Vector.Load(gradient + i) * scale;
            var mean = Vector.Load(m + i) * beta1 + g * rest1;
            var square = Vector.Load(v + i) * beta2 + g * g * rest2;
            Vector.Store(mean, m + i);
            Vector.Store(square, v + i);
            Vector.Store(Vector.Load(p + i) * keep - size * mean / (Vector.SquareRoot(square) * root + epsilon), p + i);
        }
        for (; i < count; i++)
        {
            var g = gradient[i] * _gradientScale;
            m[i] = m[i] * _beta1 + g * (1 - _beta1);
            v[i] = v[i] * _beta2 + g * g * (1 - _beta2);
            p[i] = p[i] * _keep - _stepSize * m[i] / (MathF.Sqrt(v[i]) * _inverseRoot + _epsilon);
        }
    }

    /// <summary>The steps of a matrix some of whose rows have moments. A task is a few rows.</summary>
    private struct RowSteps : IParallelTasks
    {
        public AdamSteps Steps;

        /// <summary>A bit for each row: whether it has moments.</summary>
        public ulong* Moved;

        /// <summary>A bit for each row: whether it has a gradient now.</summary>
        public ulong* WithGradient;

        /// <summary>The gradient of the others.</summary>
        public float* Zeros;

        public int Rows;
        public int Columns;

        public readonly int TaskCount => (Rows + RowsPerTask - 1) / RowsPerTask;

        private readonly int RowsPerTask => Math.Max(1, CountPerTask / Columns);

        public readonly void Run(int task, int worker)
        {
            var last = Math.Min(Rows, (task + 1) * RowsPerTask);
            for (var row = task * RowsPerTask; row < last; row++)
            {
                var first = (nint)row * Columns;
                if (Has(Moved, row))
                    Steps.Step(first, Has(WithGradient, row) ? Steps._g + first : Zeros, Columns);
                else if (Steps._keep != 1)
                    Decay(Steps._p + first);
            }
        }

        private static bool Has(ulong* bits, int row) => (bits[row >> 6] >> row & 1) != 0;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Decay(float* p)
        {
            var i = 0;
            var keep = Vector.Create(Steps._keep);
            for (; i + Vector<float>.Count <= Columns; i += Vector<float>.Count)
                Vector.Store(Vector.Load(p + i) * keep, p + i);
            for (; i < Columns; i++)
                p[i] *= Steps._keep;
        }
    }
}

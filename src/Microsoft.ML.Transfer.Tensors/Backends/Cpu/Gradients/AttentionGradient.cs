using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradient of <see cref="DotProductAttention{V}"/>. With the weights P = softmax(s q kᵀ + b) of a head and the gradient dO of its result:
/// dV = Pᵀ dO, dP = dO Vᵀ, dS = P ⊙ (dP − rowsum(P ⊙ dP)), dQ = s dS K, dK = s dSᵀ Q, and db is the sum of dS along its diagonals. With a dropout mask M, which is drawn again,
/// P ⊙ M takes the place of P in dV, and dP ⊙ M that of dP.
/// <para>
/// The weights are computed again, which costs one product more and saves memory in the square of the length. A task is a key-value head of a sequence with the query
/// heads that share it, so that no two tasks add to one place; where a gradient is wanted that all sequences share, of a bias or of relative keys, it is a head of all sequences in their order.
/// </para>
/// </summary>
internal readonly unsafe partial struct AttentionGradient<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private readonly AttentionGradientOperands _operands;
    private readonly AttentionOperands _forward;
    private readonly AttentionGradientScratch<V> _places;
    private readonly int _queryStride;
    private readonly int _keyStride;

    public AttentionGradient(in AttentionGradientOperands operands)
    {
        _operands = operands;
        _forward = operands.Forward;
        _places = new AttentionGradientScratch<V>(_forward);
        _queryStride = _forward.Heads * _forward.HeadSize;
        _keyStride = _forward.KeyValueHeads * _forward.HeadSize;
    }

    /// <summary>The floats that each worker needs.</summary>
    public static int ScratchSize(in AttentionOperands forward) => new AttentionGradientScratch<V>(forward).Size;

    public int TaskCount => !_operands.IsShared ? _forward.Sequences * _forward.KeyValueHeads : _forward.KeyValueHeads;

    public void Run(int task, int worker)
    {
        var scratch = _forward.Scratch + (nint)worker * _forward.ScratchSize;
        if (!_operands.IsShared)
        {
            Group(task / _forward.KeyValueHeads, task % _forward.KeyValueHeads, scratch);
            return;
        }
        for (var sequence = 0; sequence < _forward.Sequences; sequence++)
            Group(sequence, task, scratch);
    }

    /// <summary>The query heads of a sequence that share a head of keys and values.</summary>
    private void Group(int sequence, int keyHead, float* scratch)
    {
        var part = new Part
        {
            FirstQuery = _forward.QueryOffsets[sequence],
            Queries = _forward.QueryOffsets[sequence + 1] - _forward.QueryOffsets[sequence],
            FirstKey = _forward.KeyOffsets[sequence],
            Keys = _forward.KeyOffsets[sequence + 1] - _forward.KeyOffsets[sequence],
            Scratch = scratch,
        };
        if (part.Queries == 0 || part.Keys == 0)
        {
            Clear(part, keyHead);
            return;
        }
        part.Width = TilePanels<V>.Whole(part.Keys);
        part.Stride = AttentionGradientScratch<V>.StrideOf(part.Keys);
        var size = _forward.HeadSize;
        var keyStart = (nint)part.FirstKey * _keyStride + keyHead * size;
        TilePanels<V>.PackTransposed(_forward.Key + keyStart, _keyStride, part.Keys, size, scratch + _places.KeysTransposed);
        TilePanels<V>.PackTransposed(_forward.Value + keyStart, _keyStride, part.Keys, size, scratch + _places.ValuesTransposed);
        var group = _forward.Heads / _forward.KeyValueHeads;
        for (var head = keyHead * group; head < (keyHead + 1) * group; head++)
            Head(part, head, keyStart, isFirst: head == keyHead * group);
    }

    private void Head(in Part part, int head, nint keyStart, bool isFirst)
    {
        var size = _forward.HeadSize;
        var scratch = part.Scratch;
        var queryStart = (nint)part.FirstQuery * _queryStride + head * size;
        var weights = scratch + _places.Weights;
        var scores = scratch + _places.Scores;
        TilePanels<V>.Multiply(_forward.Query + queryStart, _queryStride, 1, scratch + _places.KeysTransposed, weights, part.Stride, adds: false, part.Queries, size, part.Width);
        if (_forward.IsRelative)
            AddRelativeScores(part, head, queryStart, keyStart, weights);
        TilePanels<V>.Multiply(_operands.ResultGradient + queryStart, _queryStride, 1, scratch + _places.ValuesTransposed, scores, part.Stride, adds: false, part.Queries, size, part.Width);
        for (var i = 0; i < part.Queries; i++)
            Row(part, i, head, weights + (nint)i * part.Stride, scores + (nint)i * part.Stride);

        if (_operands.QueryGradient != null)
            Product(part, scores, part.Stride, 1, _forward.Key + keyStart, _keyStride, _operands.QueryGradient + queryStart, _queryStride, part.Queries, part.Keys, _operands.AddsToQuery);
        if (_operands.ValueGradient != null)
            Product(part, weights, 1, part.Stride, _operands.ResultGradient + queryStart, _queryStride, _operands.ValueGradient + keyStart, _keyStride, part.Keys, part.Queries, _operands.AddsToValue || !isFirst);
        if (_operands.KeyGradient != null)
            Product(part, scores, 1, part.Stride, _forward.Query + queryStart, _queryStride, _operands.KeyGradient + keyStart, _keyStride, part.Keys, part.Queries, _operands.AddsToKey || !isFirst);
        if (_forward.IsRelative)
            AddRelativeGradients(part, head, queryStart, keyStart, scores);
    }

    /// <summary>From the scores of a query and the gradient of its weights to the weights and the gradient of the scores.</summary>
    private void Row(in Part part, int query, int head, float* weights, float* gradient)
    {
        if (_forward.HiddenAttendToNone && _forward.Visible != null && _forward.Visible[part.FirstQuery + query] == 0)
        {
            new Span<float>(weights, part.Width).Clear();
            new Span<float>(gradient, part.Width).Clear();
            return;
        }
        var equal = Weigh(part, query, head, weights);
        var row = (ulong)(part.FirstQuery + query) * (uint)_forward.Heads + (uint)head;
        _forward.Dropout.Apply(gradient, row, 0, part.Width);
        ScoreGradient(part, query, head, weights, gradient, equal);
        _forward.Dropout.Apply(weights, row, 0, part.Width);
    }

    /// <summary>gradient = a b, or += a b, for an [rows, depth] a and a row-major [depth, head size] b and gradient of one head.</summary>
    private void Product(in Part part, float* a, nint strideA, nint stepA, float* b, nint strideB, float* gradient, nint stride, int rows, int depth, bool adds)
    {
        var size = _forward.HeadSize;
        var width = TilePanels<V>.Whole(size);
        var right = part.Scratch + _places.Right;
        TilePanels<V>.Pack(b, strideB, depth, size, right);
        if (width == size)
        {
            TilePanels<V>.Multiply(a, strideA, stepA, right, gradient, stride, adds, rows, depth, width);
            return;
        }
        var product = part.Scratch + _places.Product;
        TilePanels<V>.Multiply(a, strideA, stepA, right, product, width, adds: false, rows, depth, width);
        for (var i = 0; i < rows; i++)
            VectorRows<V>.AddTo(gradient, i * stride, product + (nint)i * width, size, adds);
    }

    /// <summary>From the products of a query and all keys to its weights, 0 past the last key.</summary>
    /// <returns>Whether all weights are equal because every key that the query could see is hidden.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Weigh(in Part part, int query, int head, float* row)
    {
        var from = (int)Math.Max(0L, (long)query - _forward.Before);
        var to = (int)Math.Min(part.Keys, (long)query + _forward.After + 1);
        if (_forward.Bias != null)
        {
            var distance = _forward.Bias + ((nint)(_forward.Distances - 1) / 2 - query) * _forward.Heads + head;
            for (var j = from; j < to; j++)
                row[j] += distance[(nint)j * _forward.Heads] / _forward.Scale;
        }
        new Span<float>(row, from).Fill(float.NegativeInfinity);
        new Span<float>(row + to, part.Width - to).Fill(float.NegativeInfinity);
        var seen = to - from;
        for (var j = from; _forward.Visible != null && j < to; j++)
        {
            if (_forward.Visible[part.FirstKey + j] != 0)
                continue;
            row[j] = float.NegativeInfinity;
            seen--;
        }
        if (seen == 0)
        {
            new Span<float>(row, part.Width).Clear();
            new Span<float>(row + from, to - from).Fill(1f / (to - from));
            return true;
        }
        Softmax(row, part.Width);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Softmax(float* row, int width)
    {
        var scale = V.Broadcast(_forward.Scale);
        var largest = V.Load(row);
        for (var j = V.Count; j < width; j += V.Count)
            largest = V.Max(largest, V.Load(row + j));
        var shift = V.Broadcast(V.Largest(largest));
        var sums = V.Zero;
        for (var j = 0; j < width; j += V.Count)
        {
            var weight = VectorMath.Exp((V.Load(row + j) - shift) * scale);
            V.Store(weight, row + j);
            sums += weight;
        }
        var factor = V.Broadcast(1f / V.Sum(sums));
        for (var j = 0; j < width; j += V.Count)
            V.Store(V.Load(row + j) * factor, row + j);
    }

    /// <summary>From dP to the gradient of the products of a query and all keys; that of the bias is added up on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreGradient(in Part part, int query, int head, float* weights, float* gradient, bool equal)
    {
        if (equal)
        {
            // The scores vanish beside what hides the keys.
            new Span<float>(gradient, part.Width).Clear();
            return;
        }
        var sums = V.Zero;
        for (var j = 0; j < part.Width; j += V.Count)
            sums = V.MultiplyAdd(V.Load(weights + j), V.Load(gradient + j), sums);
        var mean = V.Broadcast(V.Sum(sums));
        for (var j = 0; j < part.Width; j += V.Count)
            V.Store(V.Load(weights + j) * (V.Load(gradient + j) - mean), gradient + j);
        if (_operands.BiasGradient != null)
        {
            var distance = _operands.BiasGradient + ((nint)(_forward.Distances - 1) / 2 - query) * _forward.Heads + head;
            for (var j = 0; j < part.Keys; j++)
                distance[(nint)j * _forward.Heads] += gradient[j];
        }
        var scale = V.Broadcast(_forward.Scale);
        for (var j = 0; j < part.Width; j += V.Count)
            V.Store(V.Load(gradient + j) * scale, gradient + j);
    }

    /// <summary>The gradients of a sequence that has only queries or only keys are 0.</summary>
    private void Clear(in Part part, int keyHead)
    {
        var size = _forward.HeadSize;
        var group = _forward.Heads / _forward.KeyValueHeads;
        for (var i = 0; i < part.Queries && _operands.QueryGradient != null && !_operands.AddsToQuery; i++)
            new Span<float>(_operands.QueryGradient + (nint)(part.FirstQuery + i) * _queryStride + keyHead * group * size, group * size).Clear();
        for (var i = 0; i < part.Keys && _operands.KeyGradient != null && !_operands.AddsToKey; i++)
            new Span<float>(_operands.KeyGradient + (nint)(part.FirstKey + i) * _keyStride + keyHead * size, size).Clear();
        for (var i = 0; i < part.Keys && _operands.ValueGradient != null && !_operands.AddsToValue; i++)
            new Span<float>(_operands.ValueGradient + (nint)(part.FirstKey + i) * _keyStride + keyHead * size, size).Clear();
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Part
    {
        public float* Scratch;
        public int FirstQuery;
        public int Queries;
        public int FirstKey;
        public int Keys;

        /// <summary>The number of keys in whole panels.</summary>
        public int Width;

        /// <summary>From one row of weights or scores to the next.</summary>
        public int Stride;
    }
}

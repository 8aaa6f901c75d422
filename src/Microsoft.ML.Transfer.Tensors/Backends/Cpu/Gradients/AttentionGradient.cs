using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradient of <see cref="DotProductAttention{V}"/>. With the weights P = softmax(s q kᵀ + b) of a head and the gradient dO of its result:
/// dV = Pᵀ dO, dP = dO Vᵀ, dS = P ⊙ (dP − rowsum(P ⊙ dP)), dQ = s dS K, dK = s dSᵀ Q, and db is the sum of dS along its diagonals.
/// <para>
/// The weights are computed again, which costs one product more and saves memory in the square of the length. A task is a key-value head of a sequence with the query
/// heads that share it, so that no two tasks add to one place; where a gradient of the bias is wanted, which all sequences share, it is a head of all sequences in their order.
/// </para>
/// </summary>
internal readonly unsafe struct AttentionGradient<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private readonly AttentionGradientOperands _operands;
    private readonly AttentionOperands _forward;
    private readonly Places _places;
    private readonly int _queryStride;
    private readonly int _keyStride;

    public AttentionGradient(in AttentionGradientOperands operands)
    {
        _operands = operands;
        _forward = operands.Forward;
        _places = new Places(_forward);
        _queryStride = _forward.Heads * _forward.HeadSize;
        _keyStride = _forward.KeyValueHeads * _forward.HeadSize;
    }

    /// <summary>The floats that each worker needs.</summary>
    public static int ScratchSize(in AttentionOperands forward) => new Places(forward).Size;

    public int TaskCount => _operands.BiasGradient == null ? _forward.Sequences * _forward.KeyValueHeads : _forward.KeyValueHeads;

    public void Run(int task, int worker)
    {
        var scratch = _forward.Scratch + (nint)worker * _forward.ScratchSize;
        if (_operands.BiasGradient == null)
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
        var size = _forward.HeadSize;
        var keyStart = (nint)part.FirstKey * _keyStride + keyHead * size;
        TilePanels<V>.PackTransposed(_forward.Key + keyStart, _keyStride, part.Keys, size, scratch + _places.KeysTransposed);
        TilePanels<V>.PackTransposed(_forward.Value + keyStart, _keyStride, part.Keys, size, scratch + _places.ValuesTransposed);
        TilePanels<V>.Pack(_forward.Key + keyStart, _keyStride, part.Keys, size, scratch + _places.Keys);
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
        TilePanels<V>.Multiply(_forward.Query + queryStart, _queryStride, scratch + _places.KeysTransposed, weights, part.Queries, size, part.Width);
        TilePanels<V>.Multiply(_operands.ResultGradient + queryStart, _queryStride, scratch + _places.ValuesTransposed, scores, part.Queries, size, part.Width);
        for (var i = 0; i < part.Queries; i++)
        {
            var equal = Weigh(part, i, head, weights + (nint)i * part.Width);
            ScoreGradient(part, i, head, weights + (nint)i * part.Width, scores + (nint)i * part.Width, equal);
        }

        var width = TilePanels<V>.Whole(size);
        var transposed = scratch + _places.Transposed;
        var product = scratch + _places.Product;
        nint stride = TilePanels<V>.Whole(part.Queries);
        if (_operands.QueryGradient != null)
        {
            TilePanels<V>.Multiply(scores, part.Width, scratch + _places.Keys, product, part.Queries, part.Keys, width);
            Add(product, width, _operands.QueryGradient + queryStart, _queryStride, part.Queries, _operands.AddsToQuery);
        }
        if (_operands.ValueGradient != null)
        {
            Transposition.Run(weights, part.Width, part.Queries, part.Keys, transposed, stride);
            TilePanels<V>.Pack(_operands.ResultGradient + queryStart, _queryStride, part.Queries, size, scratch + _places.Queries);
            TilePanels<V>.Multiply(transposed, stride, scratch + _places.Queries, product, part.Keys, part.Queries, width);
            Add(product, width, _operands.ValueGradient + keyStart, _keyStride, part.Keys, _operands.AddsToValue || !isFirst);
        }
        if (_operands.KeyGradient != null)
        {
            Transposition.Run(scores, part.Width, part.Queries, part.Keys, transposed, stride);
            TilePanels<V>.Pack(_forward.Query + queryStart, _queryStride, part.Queries, size, scratch + _places.Queries);
            TilePanels<V>.Multiply(transposed, stride, scratch + _places.Queries, product, part.Keys, part.Queries, width);
            Add(product, width, _operands.KeyGradient + keyStart, _keyStride, part.Keys, _operands.AddsToKey || !isFirst);
        }
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

    private void Add(float* product, int width, float* gradient, nint stride, int rows, bool adds)
    {
        for (var i = 0; i < rows; i++)
            VectorRows<V>.AddTo(gradient, i * stride, product + (nint)i * width, _forward.HeadSize, adds);
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
    }

    /// <summary>Where the temporaries stand in the memory of a worker, in floats from its start.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Places
    {
        public Places(in AttentionOperands forward)
        {
            var (keys, queries, head) = (TilePanels<V>.Whole(forward.LongestKey), TilePanels<V>.Whole(forward.LongestQuery), TilePanels<V>.Whole(forward.HeadSize));
            var longest = Math.Max(forward.LongestKey, forward.LongestQuery);
            KeysTransposed = 0;
            ValuesTransposed = checked(KeysTransposed + forward.HeadSize * keys);
            Keys = checked(ValuesTransposed + forward.HeadSize * keys);
            Queries = checked(Keys + keys * head);
            Product = checked(Queries + queries * head);
            Weights = checked(Product + TilePanels<V>.Whole(longest) * head);
            Scores = checked(Weights + queries * keys);
            Transposed = checked(Scores + queries * keys);
            Size = checked(Transposed + queries * keys);
        }

        /// <summary>kᵀ [head size, keys] in panels.</summary>
        public int KeysTransposed { get; }

        /// <summary>vᵀ [head size, keys] in panels.</summary>
        public int ValuesTransposed { get; }

        /// <summary>k [keys, head size] in panels.</summary>
        public int Keys { get; }

        /// <summary>q or dO [queries, head size] in panels.</summary>
        public int Queries { get; }

        /// <summary>[queries or keys, head size].</summary>
        public int Product { get; }

        /// <summary>P [queries, keys].</summary>
        public int Weights { get; }

        /// <summary>dP, then dS [queries, keys].</summary>
        public int Scores { get; }

        /// <summary>Pᵀ, then dSᵀ [keys, queries].</summary>
        public int Transposed { get; }

        public int Size { get; }
    }
}

/// <summary>What the gradient of an attention reads and adds to.</summary>
internal unsafe struct AttentionGradientOperands
{
    /// <summary>The attention, with scratch for its gradient; its result is not read.</summary>
    public AttentionOperands Forward;

    /// <summary>[queries, heads · head size].</summary>
    public float* ResultGradient;

    /// <summary>[queries, heads · head size], or null.</summary>
    public float* QueryGradient;

    /// <summary>Whether that holds something already; else it is overwritten.</summary>
    public bool AddsToQuery;

    /// <summary>[keys, key-value heads · head size], or null.</summary>
    public float* KeyGradient;

    /// <inheritdoc cref="AddsToQuery"/>
    public bool AddsToKey;

    /// <summary>[keys, key-value heads · head size], or null.</summary>
    public float* ValueGradient;

    /// <inheritdoc cref="AddsToQuery"/>
    public bool AddsToValue;

    /// <summary>[distances, heads], or null.</summary>
    public float* BiasGradient;
}

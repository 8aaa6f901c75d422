using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// Attention of packed sequences. A task is one head of one sequence: kᵀ is written out once, and then for 6 queries at a time: scores = q kᵀ + mask,
/// softmax, y = p v, by the small micro-kernel, so that the scores never leave the first-level cache. The mask is what the sums start from, and so
/// costs nothing.
/// </summary>
internal unsafe struct DotProductAttention<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    // In place of minus infinity for hidden tokens: beside any visible token their weight is 0, and where all are hidden the weights are equal rather than
    // 0/0, as in the reference implementation. No score of use is anywhere near.
    private const float Hidden = -1e30f;

    private static readonly int TileColumns = SmallTile.Vectors * V.Count;

    private readonly AttentionOperands _operands;
    private readonly int _headSize;

    public DotProductAttention(in AttentionOperands operands)
    {
        _operands = operands;
        _headSize = operands.Hidden / operands.Heads;
    }

    public readonly int TaskCount => _operands.Sequences * _operands.Heads;

    /// <summary>
    /// The floats that each worker needs: kᵀ, a mask and the scores of a tile, all as wide as the longest sequence in whole tiles; zeros as wide as a head; and v
    /// and the result of a tile where the head is not as wide as whole tiles.
    /// </summary>
    public static int ScratchSize(int longest, int headSize)
    {
        var width = InTiles(longest);
        var headWidth = InTiles(headSize);
        var size = width * (headSize + 1 + SmallTile.Rows) + headWidth;
        return headWidth == headSize ? size : size + headWidth * (longest + SmallTile.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var (sequence, head) = (task / _operands.Heads, task % _operands.Heads);
        var first = _operands.Offsets[sequence];
        var tokens = _operands.Offsets[sequence + 1] - first;
        if (tokens == 0)
            return;

        nint stride = _operands.Hidden;
        var start = first * stride + head * _headSize;
        var width = InTiles(tokens);
        var keys = _operands.Scratch + (nint)worker * _operands.ScratchSize;
        var mask = keys + width * _headSize;
        var scores = mask + width;
        Transpose(_operands.Key + start, tokens, keys, width);
        Mask(_operands.Visible is null ? null : _operands.Visible + first, tokens, new Span<float>(mask, width));

        // Where a head is narrower than whole tiles, v and y are copies with zeros beside them.
        var headWidth = InTiles(_headSize);
        var zeros = scores + SmallTile.Rows * width;
        new Span<float>(zeros, headWidth).Clear();
        var value = _operands.Value + start;
        var strideValue = stride;
        float* padded = null;
        if (headWidth > _headSize)
        {
            padded = zeros + headWidth;
            value = padded + SmallTile.Rows * headWidth;
            strideValue = headWidth;
            CopyRows(_operands.Value + start, stride, tokens, value, headWidth);
        }

        for (var row = 0; row < tokens; row += SmallTile.Rows)
        {
            var rows = Math.Min(SmallTile.Rows, tokens - row);
            Multiply(_operands.Query + start + row * stride, stride, _headSize, keys, width, mask, scores, width, rows, width);
            Softmax(scores, rows, width);
            var result = _operands.Result + start + row * stride;
            Multiply(scores, width, tokens, value, strideValue, zeros, padded is null ? result : padded, padded is null ? stride : headWidth, rows, headWidth);
            if (padded is not null)
            {
                for (var i = 0; i < rows; i++)
                    new ReadOnlySpan<float>(padded + i * headWidth, _headSize).CopyTo(new Span<float>(result + i * stride, _headSize));
            }
        }
    }

    private static int InTiles(int count) => (count + TileColumns - 1) / TileColumns * TileColumns;

    /// <summary>kᵀ [head size, width], with zeros for the tokens that there are not.</summary>
    private readonly void Transpose(float* key, int tokens, float* keys, int width)
    {
        if (width > tokens)
        {
            for (var i = 0; i < _headSize; i++)
                new Span<float>(keys + i * width + tokens, width - tokens).Clear();
        }
        Transposition.Run(key, _operands.Hidden, tokens, _headSize, keys, width);
    }

    private readonly void CopyRows(float* source, nint stride, int rows, float* destination, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>(destination + i * width, width);
            new ReadOnlySpan<float>(source + i * stride, _headSize).CopyTo(row);
            row[_headSize..].Clear();
        }
    }

    /// <summary>0 for visible tokens, and minus infinity past the last.</summary>
    private static void Mask(int* visible, int tokens, Span<float> mask)
    {
        mask[..tokens].Clear();
        mask[tokens..].Fill(float.NegativeInfinity);
        if (visible is null)
            return;
        for (var j = 0; j < tokens; j++)
            mask[j] = visible[j] == 0 ? Hidden : 0f;
    }

    /// <summary>c = start + a b for a few rows and any number of whole tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(float* a, nint strideA, int depth, float* b, nint strideB, float* start, float* c, nint strideC, int rows, int columns)
    {
        var tile = new Tile { A = a, StrideA = strideA, StrideB = strideB, StrideC = strideC, Rows = rows, Depth = depth };
        for (var column = 0; column < columns; column += TileColumns)
        {
            tile.B = b + column;
            tile.Start = start + column;
            tile.C = c + column;
            SmallTile.Multiply<V>(tile);
        }
    }

    /// <summary>
    /// exp(s (x − max)) / Σ exp(s (x − max)) of each row, with the scale s &gt; 0 of the scores: the shift keeps the exponentials in range and changes nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Softmax(float* scores, int rows, int width)
    {
        var scale = V.Broadcast(_operands.Scale);
        for (var i = 0; i < rows; i++, scores += width)
        {
            var largest = V.Load(scores);
            for (var j = V.Count; j < width; j += V.Count)
                largest = V.Max(largest, V.Load(scores + j));
            var shift = V.Broadcast(V.Largest(largest));
            var sums = V.Zero;
            for (var j = 0; j < width; j += V.Count)
            {
                var weight = VectorMath.Exp((V.Load(scores + j) - shift) * scale);
                V.Store(weight, scores + j);
                sums += weight;
            }
            var factor = V.Broadcast(1f / V.Sum(sums));
            for (var j = 0; j < width; j += V.Count)
                V.Store(V.Load(scores + j) * factor, scores + j);
        }
    }
}

/// <summary>What attention reads and writes.</summary>
internal unsafe struct AttentionOperands
{
    /// <summary>[tokens, hidden], the heads beside each other.</summary>
    public float* Query;

    /// <summary>[tokens, hidden].</summary>
    public float* Key;

    /// <summary>[tokens, hidden].</summary>
    public float* Value;

    /// <summary>[tokens, hidden].</summary>
    public float* Result;

    /// <summary>[sequences + 1].</summary>
    public int* Offsets;

    /// <summary>[tokens], 0 for those that none attends to; null when all are visible.</summary>
    public int* Visible;

    /// <summary>[workers, scratch size].</summary>
    public float* Scratch;

    public int ScratchSize;
    public int Sequences;
    public int Hidden;
    public int Heads;
    public float Scale;
}

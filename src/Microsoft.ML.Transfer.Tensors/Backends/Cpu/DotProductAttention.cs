using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// Attention of packed sequences. A task is one head of one sequence, or all heads where their scores are mixed: kᵀ and v are copied into panels once, and
/// then for 6 queries at a time, the rows of the small micro-kernel: scores = start + q kᵀ, softmax, y = p v. The scores of 6 queries, 12 KiB for 512 keys, do not leave the
/// first-level cache. What they start from costs nothing where it is the same for all queries: the mask of hidden tokens. Causal and local attention compute
/// the tiles of keys that some query of the 6 sees.
/// </summary>
internal unsafe partial struct DotProductAttention<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private readonly AttentionOperands _operands;
    private readonly AttentionScratch _scratch;
    private readonly int _queryStride;
    private readonly int _keyStride;
    private readonly int _heads;

    public DotProductAttention(in AttentionOperands operands)
    {
        _operands = operands;
        _scratch = new AttentionScratch(operands, TileColumns);
        _queryStride = operands.Heads * operands.HeadSize;
        _keyStride = operands.KeyValueHeads * operands.HeadSize;
        _heads = operands.Mixes ? operands.Heads : 1;
    }

    /// <summary>What the columns of all matrices here are rounded up to.</summary>
    public static int TileColumns => SmallTile.Vectors * V.Count;

    public readonly int TaskCount => _operands.Sequences * (_operands.Heads / _heads);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var tasks = _operands.Heads / _heads;
        var part = Part.Of(_operands, sequence: task / tasks, firstHead: task % tasks, worker);
        if (part.Queries == 0)
            return;
        if (part.Keys == 0)
        {
            WriteZeros(part);
            return;
        }

        Mask(part);
        new Span<float>(part.Scratch + _scratch.Zeros, _scratch.Result - _scratch.Zeros).Clear();
        for (var head = 0; head < _heads; head++)
            Prepare(part, head);

        for (var row = 0; row < part.Queries; row += SmallTile.Rows)
        {
            var tile = TileAt(part, row);
            for (var head = 0; head < _heads; head++)
                Score(part, tile, head);
            if (_operands.Mixes)
            {
                Mix(part, tile, _operands.ScoreProjection);
                AddMask(part, tile);
            }
            for (var head = 0; head < _heads; head++)
                Weigh(part, tile, head);
            if (_operands.Mixes)
                Mix(part, tile, _operands.WeightProjection);
            for (var head = 0; head < _heads; head++)
            {
                Drop(part, tile, head);
                Write(part, tile, head);
            }
        }
    }

    private static int InTiles(int count) => (count + TileColumns - 1) / TileColumns * TileColumns;

    /// <summary>The queries of a tile and the columns of the keys that they see, in whole tiles.</summary>
    private readonly QueryTile TileAt(in Part part, int row)
    {
        var rows = Math.Min(SmallTile.Rows, part.Queries - row);
        if (!_operands.IsLocal)
            return new QueryTile(row, rows, 0, part.Width);
        var from = (int)Math.Max(0L, (long)row - _operands.Before);
        var to = (int)Math.Min(part.Keys, (long)row + rows + _operands.After);
        return new QueryTile(row, rows, from / TileColumns * TileColumns, InTiles(to));
    }

    /// <summary>kᵀ and v in panels, and what else depends on the head but not on the query.</summary>
    private readonly void Prepare(in Part part, int head)
    {
        var start = KeyStart(part, head);
        PackTransposed(_operands.Key + start, _keyStride, part.Keys, Head(part, head) + _scratch.Keys);
        if (_operands.Result != null)
            PackValues(_operands.Value + start, part.Keys, Head(part, head) + _scratch.Values);
        if (_operands.Bias != null)
            PrepareBias(part, part.FirstHead + head);
        if (_operands.IsRelative)
            PrepareRelative(part, head);
    }

    private readonly void Score(in Part part, in QueryTile tile, int head)
    {
        var query = _operands.Query + QueryStart(part, head, tile.Row);
        var scores = Head(part, head) + _scratch.Scores + tile.From;
        var start = part.Scratch + _scratch.Mask;
        nint strideStart = 0;
        if (_operands.StartsDiffer)
        {
            FillStart(part, tile, head);
            start = part.Scratch + _scratch.Start;
            strideStart = part.Width;
        }
        var keys = Head(part, head) + _scratch.Keys + (nint)tile.From * _operands.HeadSize;
        Multiply(query, _queryStride, _operands.HeadSize, keys, _operands.HeadSize, start + tile.From, strideStart, scores, part.Width, tile.Rows, tile.Columns);
    }

    /// <summary>From scores to weights.</summary>
    private readonly void Weigh(in Part part, in QueryTile tile, int head)
    {
        var scores = Head(part, head) + _scratch.Scores + tile.From;
        Softmax(scores, part.Width, tile.Rows, tile.Columns);
        if (!_operands.HiddenAttendToNone || _operands.Visible == null)
            return;
        for (var i = 0; i < tile.Rows; i++)
        {
            if (_operands.Visible[part.FirstKey + tile.Row + i] == 0)
                new Span<float>(scores + i * part.Width, tile.Columns).Clear();
        }
    }

    private readonly void Drop(in Part part, in QueryTile tile, int head)
    {
        var weights = Head(part, head) + _scratch.Scores;
        for (var i = 0; _operands.Dropout.IsActive && i < tile.Rows; i++)
        {
            var row = (ulong)(part.FirstQuery + tile.Row + i) * (uint)_operands.Heads + (uint)(part.FirstHead + head);
            _operands.Dropout.Apply(weights + i * part.Width, row, tile.From, tile.To);
        }
    }

    private readonly void Write(in Part part, in QueryTile tile, int head)
    {
        var weights = Head(part, head) + _scratch.Scores + tile.From;
        var keys = Math.Min(tile.To, part.Keys) - tile.From;
        if (_operands.Probabilities != null)
        {
            for (var i = 0; i < tile.Rows; i++)
            {
                var row = ProbabilityRow(part, head, tile.Row + i);
                row.Clear();
                new ReadOnlySpan<float>(weights + i * part.Width, keys).CopyTo(row[tile.From..]);
            }
        }
        if (_operands.Result == null)
            return;

        var result = _operands.Result + QueryStart(part, head, tile.Row);
        var values = Head(part, head) + _scratch.Values + tile.From * TileColumns;
        var zeros = part.Scratch + _scratch.Zeros;
        if (!_scratch.PadsHeads)
        {
            Multiply(weights, part.Width, keys, values, part.Keys, zeros, 0, result, _queryStride, tile.Rows, _scratch.HeadWidth);
            return;
        }
        var padded = part.Scratch + _scratch.Result;
        Multiply(weights, part.Width, keys, values, part.Keys, zeros, 0, padded, _scratch.HeadWidth, tile.Rows, _scratch.HeadWidth);
        for (var i = 0; i < tile.Rows; i++)
            new ReadOnlySpan<float>(padded + i * _scratch.HeadWidth, _operands.HeadSize).CopyTo(new Span<float>(result + (nint)i * _queryStride, _operands.HeadSize));
    }

    private readonly void WriteZeros(in Part part)
    {
        for (var head = 0; head < _heads; head++)
        {
            for (var i = 0; i < part.Queries; i++)
            {
                if (_operands.Result != null)
                    new Span<float>(_operands.Result + QueryStart(part, head, i), _operands.HeadSize).Clear();
                if (_operands.Probabilities != null)
                    ProbabilityRow(part, head, i).Clear();
            }
        }
    }

    private readonly Span<float> ProbabilityRow(in Part part, int head, int query)
    {
        var row = (nint)_operands.Heads * part.FirstQuery + (nint)(part.FirstHead + head) * part.Queries + query;
        return new Span<float>(_operands.Probabilities + row * _operands.ProbabilityColumns, _operands.ProbabilityColumns);
    }

    private readonly float* Head(in Part part, int head) => part.Scratch + _scratch.Heads + (nint)head * _scratch.HeadStride;

    private readonly nint QueryStart(in Part part, int head, int query) =>
        (nint)(part.FirstQuery + query) * _queryStride + (part.FirstHead + head) * _operands.HeadSize;

    private readonly nint KeyStart(in Part part, int head) =>
        (nint)part.FirstKey * _keyStride + (part.FirstHead + head) / (_operands.Heads / _operands.KeyValueHeads) * _operands.HeadSize;

    /// <summary>A task: a sequence and the heads of it that are computed together.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Part
    {
        public float* Scratch;
        public int FirstHead;
        public int FirstQuery;
        public int Queries;
        public int FirstKey;
        public int Keys;

        /// <summary>The number of keys in whole tiles.</summary>
        public int Width;

        public static Part Of(in AttentionOperands operands, int sequence, int firstHead, int worker)
        {
            var (firstQuery, firstKey) = (operands.QueryOffsets[sequence], operands.KeyOffsets[sequence]);
            var keys = operands.KeyOffsets[sequence + 1] - firstKey;
            return new Part
            {
                Scratch = operands.Scratch + (nint)worker * operands.ScratchSize,
                FirstHead = firstHead,
                FirstQuery = firstQuery,
                Queries = operands.QueryOffsets[sequence + 1] - firstQuery,
                FirstKey = firstKey,
                Keys = keys,
                Width = InTiles(keys),
            };
        }
    }

    /// <summary>Some queries of a sequence and the columns of keys that they are multiplied with.</summary>
    /// <param name="Row">The first query.</param>
    /// <param name="Rows">How many queries.</param>
    /// <param name="From">The first key.</param>
    /// <param name="To">After the last key.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct QueryTile(int Row, int Rows, int From, int To)
    {
        public int Columns => To - From;
    }
}

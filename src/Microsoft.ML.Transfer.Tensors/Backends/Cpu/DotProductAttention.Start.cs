using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>
/// What scores start from, before the product of queries and keys is added: a mask of the keys, alone or with terms that depend on the distance of query and
/// key. All of it is in the scale of the products, which is applied in the softmax.
/// </content>
internal unsafe partial struct DotProductAttention<V>
{
    // In place of minus infinity for hidden tokens: beside any visible token their weight is 0, and where all are hidden the weights are equal rather than
    // 0/0, as in the reference implementation. No score of use is anywhere near.
    private const float Hidden = -1e30f;

    /// <summary>0 for visible tokens, and minus infinity past the last.</summary>
    private readonly void Mask(in Part part)
    {
        var mask = new Span<float>(part.Scratch + _scratch.Mask, part.Width);
        mask[..part.Keys].Clear();
        mask[part.Keys..].Fill(float.NegativeInfinity);
        if (_operands.Visible == null)
            return;
        for (var j = 0; j < part.Keys; j++)
            mask[j] = _operands.Visible[part.FirstKey + j] == 0 ? Hidden : 0f;
    }

    /// <summary>The bias of a head in the order of the distances, from that of the last query and the first key on; 0 past the last key.</summary>
    private readonly void PrepareBias(in Part part, int head)
    {
        var bias = part.Scratch + _scratch.Bias;
        var farthest = part.Queries - 1;
        var source = _operands.Bias + (nint)((_operands.Distances - 1) / 2 - farthest) * _operands.Heads + head;
        var distances = farthest + part.Keys;
        for (var d = 0; d < distances; d++)
            bias[d] = source[(nint)d * _operands.Heads] / _operands.Scale;
        new Span<float>(bias + distances, part.Width - part.Keys).Clear();
    }

    private readonly void FillStart(in Part part, in QueryTile tile, int head)
    {
        var start = part.Scratch + _scratch.Start;
        for (var i = 0; i < tile.Rows; i++)
        {
            var row = new Span<float>(start + i * part.Width, part.Width);
            // Mixed scores are masked after they are mixed.
            if (_operands.Mixes)
                row[tile.From..tile.To].Clear();
            else
                new ReadOnlySpan<float>(part.Scratch + _scratch.Mask + tile.From, tile.Columns).CopyTo(row[tile.From..]);
            if (_operands.Bias != null)
                AddBias(part.Scratch + _scratch.Bias + part.Queries - 1 - (tile.Row + i), start + i * part.Width, tile.From, tile.To);
            if (_operands.IsLocal)
                HideFar(tile, tile.Row + i, row);
        }
        if (_operands.IsRelative)
            AddRelative(part, tile, head);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias(float* bias, float* row, int from, int to)
    {
        for (var j = from; j < to; j += V.Count)
            V.Store(V.Load(row + j) + V.Load(bias + j), row + j);
    }

    private readonly void HideFar(in QueryTile tile, int query, Span<float> row)
    {
        var first = (int)Math.Max(tile.From, (long)query - _operands.Before);
        var end = (int)Math.Min(tile.To, (long)query + _operands.After + 1);
        row[tile.From..first].Fill(float.NegativeInfinity);
        row[end..tile.To].Fill(float.NegativeInfinity);
    }

    /// <summary>
    /// The products of all keys and relative queries, and the relative keys transposed: of the rows from the first to the last that the distances of this sequence name.
    /// </summary>
    private readonly void PrepareRelative(in Part part, int head)
    {
        var rows = RelativeRowsOf(part);
        var width = InTiles(rows.Count);
        var columns = (nint)rows.First * _queryStride + (part.FirstHead + head) * _operands.HeadSize;
        if (_operands.RelativeKeys != null)
            PackTransposed(_operands.RelativeKeys + columns, _queryStride, rows.Count, Head(part, head) + _scratch.RelativeKeys);
        if (_operands.RelativeQueries == null)
            return;

        var relative = part.Scratch + _scratch.RelativeQueries;
        PackTransposed(_operands.RelativeQueries + columns, _queryStride, rows.Count, relative);
        var scores = Head(part, head) + _scratch.RelativeQueryScores;
        var keys = _operands.Key + KeyStart(part, head);
        for (var row = 0; row < part.Keys; row += SmallTile.Rows)
        {
            var count = Math.Min(SmallTile.Rows, part.Keys - row);
            Multiply(
                keys + (nint)row * _keyStride, _keyStride, _operands.HeadSize, relative, _operands.HeadSize, part.Scratch + _scratch.Zeros, 0, scores + (nint)row * width, width, count, width);
        }
    }

    /// <summary>Adds the products of queries and relative keys, and of relative queries and keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddRelative(in Part part, in QueryTile tile, int head)
    {
        var rows = RelativeRowsOf(part);
        var width = InTiles(rows.Count);
        var keyScores = part.Scratch + _scratch.RelativeKeyScores;
        if (_operands.RelativeKeys != null)
        {
            var keys = Head(part, head) + _scratch.RelativeKeys;
            var query = _operands.Query + QueryStart(part, head, tile.Row);
            Multiply(query, _queryStride, _operands.HeadSize, keys, _operands.HeadSize, part.Scratch + _scratch.Zeros, 0, keyScores, width, tile.Rows, width);
        }

        var queryScores = Head(part, head) + _scratch.RelativeQueryScores;
        var start = part.Scratch + _scratch.Start;
        // Neighbouring queries meet neighbouring products of a key, so the key is the outer loop.
        for (var j = 0; j < part.Keys; j++, queryScores += width)
        {
            var row = _operands.RelativeRows + (_operands.Distances - 1) / 2 + j - tile.Row;
            for (var i = 0; i < tile.Rows; i++)
            {
                var relative = row[-i] - rows.First;
                if (_operands.RelativeKeys != null)
                    start[i * part.Width + j] += keyScores[i * width + relative];
                if (_operands.RelativeQueries != null)
                    start[i * part.Width + j] += queryScores[relative];
            }
        }
    }

    private readonly (int First, int Count) RelativeRowsOf(in Part part)
    {
        var longest = Math.Max(part.Queries, part.Keys);
        var rows = new ReadOnlySpan<int>(_operands.RelativeRows + (_operands.Distances - 1) / 2 - (longest - 1), 2 * longest - 1);
        var (first, last) = (int.MaxValue, 0);
        foreach (var row in rows)
            (first, last) = (Math.Min(first, row), Math.Max(last, row));
        return (first, last - first + 1);
    }
}

using System.Runtime.CompilerServices;

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

    /// <summary>The bias of a head in the order of the distances, from that of the last query and the first key on.</summary>
    private readonly void PrepareBias(in Part part, int head)
    {
        var bias = part.Scratch + _scratch.Bias;
        var farthest = part.Queries - 1;
        var source = _operands.Bias + (nint)((_operands.Distances - 1) / 2 - farthest) * _operands.Heads + head;
        for (var d = 0; d < farthest + part.Keys; d++)
            bias[d] = source[(nint)d * _operands.Heads] / _operands.Scale;
    }

    private readonly void FillStart(in Part part, in QueryTile tile, int head)
    {
        if (_operands.RelativeKeys != null)
            MultiplyRelativeKeys(part, tile, head);
        for (var i = 0; i < tile.Rows; i++)
        {
            var query = tile.Row + i;
            var row = part.Scratch + _scratch.Start + (nint)i * part.Width;
            // Mixed scores are masked after they are mixed.
            var mask = new ReadOnlySpan<float>(part.Scratch + (_operands.Mixes ? _scratch.Zeros : _scratch.Mask) + tile.From, tile.Columns);
            mask.CopyTo(new Span<float>(row + tile.From, tile.Columns));
            if (_operands.Bias != null)
                AddRow(part.Scratch + _scratch.Bias + part.Queries - 1 - query, row, tile.From, Math.Min(tile.To, part.Keys));
            if (_operands.RelativeKeys != null)
                AddRow(part.Scratch + _scratch.RelativeKeyScores + i * RelativeWidth(part) + part.Keys - 1 - query, row, 0, part.Keys);
            if (_operands.RelativeQueries != null)
                AddRow(Head(part, head) + _scratch.RelativeQueryScores + (nint)query * part.Width, row, 0, part.Keys);
            if (_operands.IsLocal)
                HideFar(tile, query, new Span<float>(row, part.Width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(float* terms, float* row, int from, int to)
    {
        var j = from;
        for (; j <= to - V.Count; j += V.Count)
            V.Store(V.Load(row + j) + V.Load(terms + j), row + j);
        for (; j < to; j++)
            row[j] += terms[j];
    }

    private readonly void HideFar(in QueryTile tile, int query, Span<float> row)
    {
        var first = (int)Math.Max(tile.From, (long)query - _operands.Before);
        var end = (int)Math.Min(tile.To, (long)query + _operands.After + 1);
        row[tile.From..first].Fill(float.NegativeInfinity);
        row[end..tile.To].Fill(float.NegativeInfinity);
    }
}

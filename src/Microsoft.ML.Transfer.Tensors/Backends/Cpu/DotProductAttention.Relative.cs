using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>
/// The relative terms of disentangled attention. With n tokens there are 2n − 1 distances; the table's rows are copied in their order, a row for each, so that what a
/// query needs for consecutive keys stands side by side:
/// <para>
/// - query i and key j want the product of q i and the relative key of j − i, which is column j − i + n − 1 of row i: row i is used from column n − 1 − i on;
/// </para>
/// <para>
/// - and the product of k j and the relative query of i − j, column i − j + n − 1 of row j of another matrix. In memory that is element
/// j (width − 1) + i + n − 1: column i of row j of a matrix whose rows are one shorter, which is transposed as such.
/// </para>
/// </content>
internal unsafe partial struct DotProductAttention<V>
{
    // Whole tiles of the micro-kernel and whole blocks of the transposition.
    private const int KeysPerBlock = 2 * SmallTile.Rows;

    private readonly int RelativeWidth(in Part part) => InTiles(2 * part.Keys - 1);

    private readonly void PrepareRelative(in Part part, int head)
    {
        if (_operands.RelativeKeys != null)
            PackRelative(part, head, _operands.RelativeKeys, step: 1, Head(part, head) + _scratch.RelativeKeys);
        if (_operands.RelativeQueries == null)
            return;

        var relative = part.Scratch + _scratch.RelativeQueries;
        PackRelative(part, head, _operands.RelativeQueries, step: -1, relative);
        var width = RelativeWidth(part);
        var products = part.Scratch + _scratch.RelativeProducts;
        var scores = Head(part, head) + _scratch.RelativeQueryScores;
        for (var block = 0; block < part.Keys; block += KeysPerBlock)
        {
            var keys = Math.Min(KeysPerBlock, part.Keys - block);
            for (var row = 0; row < keys; row += SmallTile.Rows)
            {
                var key = _operands.Key + KeyStart(part, head) + (nint)(block + row) * _keyStride;
                Multiply(
                    key, _keyStride, _operands.HeadSize, relative, _operands.HeadSize, part.Scratch + _scratch.Zeros, 0, products + row * width, width, Math.Min(SmallTile.Rows, keys - row), width);
            }
            Transposition.Run(products + part.Keys - 1 - block, width - 1, keys, part.Queries, scores + block, part.Width);
        }
    }

    /// <summary>
    /// The rows of a table for the distances from 1 − n to n − 1, or with a step of −1 from n − 1 to 1 − n, transposed in panels.
    /// </summary>
    private readonly void PackRelative(in Part part, int head, float* table, int step, float* panels)
    {
        var size = _operands.HeadSize;
        var rows = part.Scratch + _scratch.RelativeRows;
        var numbers = _operands.RelativeRows + (_operands.Distances - 1) / 2 - step * (part.Keys - 1);
        for (var d = 0; d < 2 * part.Keys - 1; d++)
        {
            var row = table + (nint)numbers[d * step] * _queryStride + (part.FirstHead + head) * size;
            new ReadOnlySpan<float>(row, size).CopyTo(new Span<float>(rows + (nint)d * size, size));
        }
        PackTransposed(rows, size, 2 * part.Keys - 1, panels);
    }

    private readonly void MultiplyRelativeKeys(in Part part, in QueryTile tile, int head)
    {
        var query = _operands.Query + QueryStart(part, head, tile.Row);
        var keys = Head(part, head) + _scratch.RelativeKeys;
        var width = RelativeWidth(part);
        Multiply(
            query, _queryStride, _operands.HeadSize, keys, _operands.HeadSize, part.Scratch + _scratch.Zeros, 0, part.Scratch + _scratch.RelativeKeyScores, width, tile.Rows, width);
    }
}

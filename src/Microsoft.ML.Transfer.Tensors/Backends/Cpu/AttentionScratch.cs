using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// Where the temporaries of an attention stand in the memory of a worker, in floats from its start, with room for the longest sequence. A width is
/// always in whole tiles.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct AttentionScratch
{
    public AttentionScratch(in AttentionOperands operands, int tileColumns)
    {
        var width = InTiles(operands.LongestKey);
        HeadWidth = InTiles(operands.HeadSize);
        PadsHeads = HeadWidth != operands.HeadSize;
        var relativeWidth = operands.IsRelative ? InTiles(2 * operands.LongestKey) : 0;
        var size = 0;

        Mask = Take(width);
        Start = Take(operands.StartsDiffer ? SmallTile.Rows * width : 0);
        Zeros = Take(Math.Max(Math.Max(HeadWidth, relativeWidth), width));
        Result = Take(PadsHeads ? SmallTile.Rows * HeadWidth : 0);
        Bias = Take(operands.Bias != null ? operands.LongestQuery + operands.LongestKey : 0);
        RelativeKeyScores = Take(operands.RelativeKeys != null ? SmallTile.Rows * relativeWidth : 0);
        RelativeRows = Take(relativeWidth * operands.HeadSize);
        RelativeQueries = Take(operands.RelativeQueries != null ? operands.HeadSize * relativeWidth : 0);
        RelativeProducts = Take(operands.RelativeQueries != null ? 2 * SmallTile.Rows * relativeWidth : 0);
        Column = Take(operands.Mixes ? operands.Heads * tileColumns : 0);

        Heads = size;
        Keys = Take(width * operands.HeadSize) - Heads;
        Scores = Take(SmallTile.Rows * width) - Heads;
        Values = Take(operands.LongestKey * HeadWidth) - Heads;
        RelativeKeys = Take(operands.RelativeKeys != null ? operands.HeadSize * relativeWidth : 0) - Heads;
        RelativeQueryScores = Take(operands.RelativeQueries != null ? operands.LongestKey * width : 0) - Heads;
        HeadStride = size - Heads;
        Size = checked(Heads + HeadStride * (operands.Mixes ? operands.Heads : 1));

        int InTiles(int count) => (count + tileColumns - 1) / tileColumns * tileColumns;

        int Take(int count)
        {
            var start = size;
            size = checked(size + (count + tileColumns - 1) / tileColumns * tileColumns);
            return start;
        }
    }

    /// <summary>All of it.</summary>
    public int Size { get; }

    /// <summary>The columns of a head.</summary>
    public int HeadWidth { get; }

    /// <summary>Whether a head is narrower than whole tiles, so that its results are computed beside their place.</summary>
    public bool PadsHeads { get; }

    /// <summary>[width]: what the scores of any query start from.</summary>
    public int Mask { get; }

    /// <summary>[rows of a tile, width]: what the scores of a tile of queries start from, where that depends on the query.</summary>
    public int Start { get; }

    /// <summary>Zeros, as wide as anything that starts from them.</summary>
    public int Zeros { get; }

    /// <summary>[rows of a tile, head width].</summary>
    public int Result { get; }

    /// <summary>The bias of a head for each distance, from the last query and the first key on.</summary>
    public int Bias { get; }

    /// <summary>[rows of a tile, relative width]: the products of queries and relative keys.</summary>
    public int RelativeKeyScores { get; }

    /// <summary>[relative width, head size]: a table's rows in the order of the distances.</summary>
    public int RelativeRows { get; }

    /// <summary>The relative queries transposed, [head size, relative width] in panels.</summary>
    public int RelativeQueries { get; }

    /// <summary>[rows of two tiles, relative width]: the products of some keys and the relative queries.</summary>
    public int RelativeProducts { get; }

    /// <summary>[heads, a vector]: the scores of all heads that are being mixed.</summary>
    public int Column { get; }

    /// <summary>The first head's part, in which the following stand.</summary>
    public int Heads { get; }

    /// <summary>From one head's part to the next.</summary>
    public int HeadStride { get; }

    /// <summary>kᵀ [head size, width] in panels.</summary>
    public int Keys { get; }

    /// <summary>[rows of a tile, width]: scores, then weights.</summary>
    public int Scores { get; }

    /// <summary>v [longest, head width] in panels.</summary>
    public int Values { get; }

    /// <summary>The relative keys transposed, [head size, relative width] in panels.</summary>
    public int RelativeKeys { get; }

    /// <summary>[longest, width]: the products of relative queries and keys.</summary>
    public int RelativeQueryScores { get; }
}

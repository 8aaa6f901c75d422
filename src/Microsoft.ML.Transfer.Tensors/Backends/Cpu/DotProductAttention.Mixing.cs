using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>Talking heads: the scores and weights of all heads for a tile of queries, mixed by a matrix [heads, heads].</content>
internal unsafe partial struct DotProductAttention<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Mix(in Part part, in QueryTile tile, float* projection)
    {
        var column = part.Scratch + _scratch.Column;
        var first = Head(part, 0) + _scratch.Scores;
        for (var i = 0; i < tile.Rows; i++)
        {
            for (var j = tile.From; j < tile.To; j += V.Count)
            {
                var scores = first + i * part.Width + j;
                for (var head = 0; head < _heads; head++)
                    V.Store(V.Load(scores + (nint)head * _scratch.HeadStride), column + head * V.Count);
                for (var head = 0; head < _heads; head++)
                {
                    var sum = V.Zero;
                    for (var other = 0; other < _heads; other++)
                        sum = V.MultiplyAdd(V.Broadcast(projection[head * _heads + other]), V.Load(column + other * V.Count), sum);
                    V.Store(sum, scores + (nint)head * _scratch.HeadStride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddMask(in Part part, in QueryTile tile)
    {
        var mask = part.Scratch + _scratch.Mask;
        for (var head = 0; head < _heads; head++)
        {
            var scores = Head(part, head) + _scratch.Scores;
            for (var i = 0; i < tile.Rows; i++, scores += part.Width)
            {
                for (var j = tile.From; j < tile.To; j += V.Count)
                    V.Store(V.Load(scores + j) + V.Load(mask + j), scores + j);
            }
        }
    }
}

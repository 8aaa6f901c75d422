using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <content>
/// The relative terms of disentangled attention. A sequence of n tokens has 2n − 1 distances j − i of query i and key j; R is the matrix of a table's rows for each of them in their order. A
/// matrix by distance E holds the scores [i, j] at E[i, j − i + n − 1] for the term of queries and relative keys, and at E[j, j − i + n − 1] for that of keys and relative queries: then the scores
/// are Q Rᵀ, or K Rᵀ, and with the gradient dE, which is dS at those places and 0 elsewhere, dQ = dE R and dR = dEᵀ Q, or those of K. Rows of the table that serve several distances add up.
/// </content>
internal readonly unsafe partial struct AttentionGradient<V>
{
    private void AddRelativeScores(in Part part, int head, nint queryStart, nint keyStart, float* scores)
    {
        if (_forward.RelativeKeys != null)
            AddScores(part, head, _forward.RelativeKeys, _forward.Query + queryStart, _queryStride, scores, isOfKeys: false);
        if (_forward.RelativeQueries != null)
            AddScores(part, head, _forward.RelativeQueries, _forward.Key + keyStart, _keyStride, scores, isOfKeys: true);
    }

    private void AddRelativeGradients(in Part part, int head, nint queryStart, nint keyStart, float* gradient)
    {
        if (_forward.RelativeKeys != null)
        {
            AddGradients(
                part, head, _forward.RelativeKeys, _operands.RelativeKeyGradient, _forward.Query + queryStart, _operands.QueryGradient == null ? null : _operands.QueryGradient + queryStart, _queryStride, gradient, isOfKeys: false);
        }
        if (_forward.RelativeQueries != null)
        {
            AddGradients(
                part, head, _forward.RelativeQueries, _operands.RelativeQueryGradient, _forward.Key + keyStart, _operands.KeyGradient == null ? null : _operands.KeyGradient + keyStart, _keyStride, gradient, isOfKeys: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddScores(in Part part, int head, float* table, float* tokens, nint stride, float* scores, bool isOfKeys)
    {
        var (n, size) = (part.Keys, _forward.HeadSize);
        var distances = 2 * n - 1;
        var width = TilePanels<V>.Whole(distances);
        var vectors = CopyRows(part, head, table);
        var transposed = part.Scratch + _places.DistancesTransposed;
        var byDistance = part.Scratch + _places.ByDistance;
        TilePanels<V>.PackTransposed(vectors, size, distances, size, transposed);
        TilePanels<V>.Multiply(tokens, stride, 1, transposed, byDistance, width, adds: false, n, size, width);
        for (var i = 0; i < n; i++)
        {
            var row = scores + (nint)i * part.Stride;
            if (!isOfKeys)
                VectorRows<V>.Add(row, byDistance + (nint)i * width + n - 1 - i, n);
            for (var j = 0; isOfKeys && j < n; j++)
                row[j] += byDistance[(nint)j * width + j - i + n - 1];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGradients(in Part part, int head, float* table, float* tableGradient, float* tokens, float* tokenGradient, nint stride, float* gradient, bool isOfKeys)
    {
        var (n, size) = (part.Keys, _forward.HeadSize);
        var distances = 2 * n - 1;
        var width = TilePanels<V>.Whole(distances);
        var byDistance = part.Scratch + _places.ByDistance;
        new Span<float>(byDistance, n * width).Clear();
        for (var i = 0; i < n; i++)
        {
            var row = gradient + (nint)i * part.Stride;
            for (var j = 0; j < n; j++)
                byDistance[(nint)(isOfKeys ? j : i) * width + j - i + n - 1] = row[j];
        }
        if (tokenGradient != null)
            Product(part, byDistance, width, 1, CopyRows(part, head, table), size, tokenGradient, stride, n, distances, adds: true);
        if (tableGradient == null)
            return;
        var ofRows = part.Scratch + _places.DistanceVectors;
        Product(part, byDistance, 1, width, tokens, stride, ofRows, size, distances, n, adds: false);
        for (var d = 0; d < distances; d++)
            VectorRows<V>.Add(tableGradient + RowOf(part, head, d), ofRows + (nint)d * size, size);
    }

    /// <summary>The part of a head in the table's row for each distance from 1 − n to n − 1.</summary>
    private float* CopyRows(in Part part, int head, float* table)
    {
        var (vectors, size) = (0, _forward.HeadSize);
        var rows = part.Scratch + _places.DistanceVectors;
        for (var d = 0; d < 2 * part.Keys - 1; d++, vectors += size)
            new ReadOnlySpan<float>(table + RowOf(part, head, d), size).CopyTo(new Span<float>(rows + vectors, size));
        return rows;
    }

    private nint RowOf(in Part part, int head, int distance) =>
        (nint)_forward.RelativeRows[(_forward.Distances - 1) / 2 + distance - (part.Keys - 1)] * _queryStride + head * _forward.HeadSize;
}

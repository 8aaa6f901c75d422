namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <summary>Attention of packed sequences in double precision, from its definition.</summary>
internal static class DoubleAttention
{
    public static double[] Compute(Attention operation, double[] q, double[] k, double[] v, int[] queryOffsets, int[] keyOffsets, int[]? visible, double[]? bias, double[]? mask = null)
    {
        var heads = operation.Heads;
        var keyHeads = operation.KeyValueHeads == 0 ? heads : operation.KeyValueHeads;
        var (columns, size) = (q.Length / queryOffsets[^1], q.Length / queryOffsets[^1] / heads);
        var result = new double[q.Length];
        for (var s = 0; s + 1 < queryOffsets.Length; s++)
        {
            for (var i = 0; i < queryOffsets[s + 1] - queryOffsets[s]; i++)
            {
                int[] inReach =
                [
                    .. Enumerable.Range(0, keyOffsets[s + 1] - keyOffsets[s]).Where(j => !(operation.Causal && j > i) && !(Math.Abs(i - j) > operation.Window)),
                ];
                int[] seen = [.. inReach.Where(j => visible is null || visible[keyOffsets[s] + j] != 0)];
                for (var h = 0; h < heads; h++)
                {
                    var query = (queryOffsets[s] + i) * columns + h * size;
                    double[] weights = seen.Length == 0 ? [.. inReach.Select(_ => 1.0)] : [.. seen.Select(j => Math.Exp(Score(query, i, j, h)))];
                    var total = weights.Sum();
                    for (var at = 0; at < weights.Length; at++)
                    {
                        var j = seen.Length == 0 ? inReach[at] : seen[at];
                        var key = Key(s, j, h);
                        var kept = mask is null ? 1 : mask[((queryOffsets[s] + i) * heads + h) * (mask.Length / heads / queryOffsets[^1]) + j];
                        for (var c = 0; c < size; c++)
                            result[query + c] += kept * weights[at] / total * v[key + c];
                    }
                }

                double Score(int query, int i, int j, int h)
                {
                    var (score, key) = (0.0, Key(s, j, h));
                    for (var c = 0; c < size; c++)
                        score += q[query + c] * k[key + c];
                    return score * operation.Scale + (bias is null ? 0 : bias[(j - i + (bias.Length / heads - 1) / 2) * heads + h]);
                }
            }
        }
        return result;

        int Key(int sequence, int j, int head) => (keyOffsets[sequence] + j) * size * keyHeads + head / (heads / keyHeads) * size;
    }

    /// <param name="operation">The attention, without talking heads.</param>
    /// <param name="x">q, k, v, then the tables that there are.</param>
    /// <param name="rows">The row of the tables for each distance.</param>
    /// <param name="offsets">Where sequences begin.</param>
    /// <param name="visible">Tokens that count, or null for all.</param>
    /// <param name="mask">[tokens · heads, longest], or null.</param>
    public static double[] Disentangled(DisentangledAttention operation, double[][] x, int[] rows, int[] offsets, int[]? visible, double[]? mask)
    {
        var (q, k, v, heads) = (x[0], x[1], x[2], operation.Heads);
        var columns = q.Length / offsets[^1];
        var size = columns / heads;
        var keys = operation.Terms.HasFlag(DisentangledTerms.ContentToPosition) ? x[3] : null;
        var queries = operation.Terms.HasFlag(DisentangledTerms.PositionToContent) ? x[^1] : null;
        var result = new double[q.Length];
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            for (var i = offsets[s]; i < offsets[s + 1]; i++)
            {
                for (var h = 0; h < heads && visible?[i] != 0; h++)
                {
                    int[] seen = [.. Enumerable.Range(offsets[s], offsets[s + 1] - offsets[s]).Where(j => visible?[j] != 0)];
                    double[] weights = [.. seen.Select(j => Math.Exp(operation.Scale * Score(i, j, h * size)))];
                    for (var at = 0; at < seen.Length; at++)
                    {
                        var kept = mask is null ? 1 : mask[(i * heads + h) * (mask.Length / heads / offsets[^1]) + seen[at] - offsets[s]];
                        for (var c = h * size; c < (h + 1) * size; c++)
                            result[i * columns + c] += kept * weights[at] / weights.Sum() * v[seen[at] * columns + c];
                    }
                }
            }
        }
        return result;

        double Score(int i, int j, int first)
        {
            var row = rows[j - i + (rows.Length - 1) / 2];
            var score = 0.0;
            for (var c = first; c < first + size; c++)
            {
                var (query, key) = (q[i * columns + c], k[j * columns + c]);
                score += query * key + (keys is null ? 0 : query * keys[row * columns + c]) + (queries is null ? 0 : queries[row * columns + c] * key);
            }
            return score;
        }
    }
}

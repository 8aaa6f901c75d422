namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <summary>Attention of packed sequences in double precision, from its definition.</summary>
internal static class DoubleAttention
{
    public static double[] Compute(Attention operation, double[] q, double[] k, double[] v, int[] queryOffsets, int[] keyOffsets, int[]? visible, double[]? bias)
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
                        var key = Key(s, seen.Length == 0 ? inReach[at] : seen[at], h);
                        for (var c = 0; c < size; c++)
                            result[query + c] += weights[at] / total * v[key + c];
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
}

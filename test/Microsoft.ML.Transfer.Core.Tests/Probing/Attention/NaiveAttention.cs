using System.Globalization;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

/// <summary>Attention between words in double precision, from the query and key projections of a BERT: softmax(q kᵀ / √size), nothing shared with what computes it in the library.</summary>
internal sealed class NaiveAttention(Encoder encoder, PretrainedTokenizer tokenizer)
{
    /// <summary>What each word attends to, by layer and head.</summary>
    public double[][][,] Of(IReadOnlyList<string> words)
    {
        var encoding = tokenizer.EncodeWords([.. words]);
        using var states = encoder.Forward(new TokenBatchBuilder().Add(encoding.Ids).Build());
        return [.. Enumerable.Range(0, encoder.Config.LayerCount).Select(layer =>
        {
            var input = new float[encoding.Ids.Length * encoder.Config.HiddenSize];
            states[layer].CopyTo(input);
            var (query, key) = (Project(input, layer, "query"), Project(input, layer, "key"));
            return Enumerable.Range(0, encoder.Config.HeadCount).Select(head => Words(Softmax(query, key, head), encoding.WordIds, words.Count)).ToArray();
        })];
    }

    private double[][] Project(float[] input, int layer, string name)
    {
        var hidden = encoder.Config.HiddenSize;
        var (weights, bias) = (Values("weight", hidden * hidden), Values("bias", hidden));
        return [.. input.Chunk(hidden).Select(x => Enumerable.Range(0, hidden).Select(o => bias[o] + Enumerable.Range(0, hidden).Sum(i => (double)x[i] * weights[o * hidden + i])).ToArray())];

        float[] Values(string kind, int count)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"layers/{layer}/attention/{name}/{kind}");
            var values = new float[count];
            encoder.Parameters.Single(parameter => string.Equals(parameter.Key.Value, path, StringComparison.Ordinal)).Value.CopyTo(values);
            return values;
        }
    }

    private double[,] Softmax(double[][] query, double[][] key, int head)
    {
        var size = encoder.Config.HiddenSize / encoder.Config.HeadCount;
        var weights = new double[query.Length, key.Length];
        for (var i = 0; i < query.Length; i++)
        {
            var powers = key.Select(k => Math.Exp(Enumerable.Range(head * size, size).Sum(c => query[i][c] * k[c]) / Math.Sqrt(size))).ToArray();
            for (var j = 0; j < key.Length; j++)
                weights[i, j] = powers[j] / powers.Sum();
        }
        return weights;
    }

    private static double[,] Words(double[,] tokens, int[] wordOf, int words)
    {
        var result = new double[words, words];
        for (var i = 0; i < wordOf.Length; i++)
        {
            for (var j = 0; j < wordOf.Length; j++)
            {
                if (wordOf[i] >= 0 && wordOf[j] >= 0)
                    result[wordOf[i], wordOf[j]] += tokens[i, j] / wordOf.Count(word => word == wordOf[i]);
            }
        }
        return result;
    }
}

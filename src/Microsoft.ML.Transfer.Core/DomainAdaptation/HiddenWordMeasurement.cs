using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>Lets a model predict hidden words.</summary>
internal static class HiddenWordMeasurement
{
    // The scores of all hidden tokens of a batch stand in memory at once.
    private const int TokensPerBatch = 2048;

    /// <param name="model">A model with a head for masked tokens.</param>
    /// <param name="tokenizer">Its tokenizer, which finds the same words as the one that the passages were made by.</param>
    /// <param name="passages">The passages.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    /// <returns>The score; null where there are no passages.</returns>
    public static MaskedWordScore? Measure(PretrainedModel model, PretrainedTokenizer tokenizer, IReadOnlyList<HiddenWords> passages, int? threads, CancellationToken cancellation)
    {
        if (passages.Count == 0)
            return null;
        var plain = tokenizer.With(truncation: null, padding: null);
        var sums = new Sums();
        var (builder, targets) = (new TokenBatchBuilder(), new List<Target>());
        foreach (var passage in passages)
        {
            cancellation.ThrowIfCancellationRequested();
            var encoding = plain.Encode(passage.Text);
            var (ids, hidden) = ((int[])encoding.Ids.Clone(), passage.Words.ToHashSet());
            for (var i = 0; i < ids.Length; i++)
            {
                sums.Tokens += encoding.WordIds[i] >= 0 ? 1 : 0;
                if (encoding.WordIds[i] < 0 || !hidden.Contains(encoding.WordIds[i]))
                    continue;
                targets.Add(new Target(builder.TokenCount + i, ids[i], sums.Words + passage.Words.TakeWhile(word => word != encoding.WordIds[i]).Count()));
                ids[i] = tokenizer.MaskTokenId!.Value;
            }
            sums.AllWords += encoding.WordIds.Where(word => word >= 0).Distinct().Count();
            sums.Words += passage.Words.Count;
            sums.Characters += passage.Characters;
            builder.Add(ids, encoding.TypeIds);
            if (builder.TokenCount < TokensPerBatch)
                continue;
            Add(model, builder, targets, sums, threads);
            (builder, targets) = (new TokenBatchBuilder(), []);
        }
        if (targets.Count > 0)
            Add(model, builder, targets, sums, threads);
        return new MaskedWordScore(sums.Loss / sums.Words, sums.Loss / Math.Max(1, sums.Characters), 1 - (double)sums.Wrong.Count / sums.Words, sums.Words, (double)sums.Tokens / sums.AllWords);
    }

    private static void Add(PretrainedModel model, TokenBatchBuilder builder, List<Target> targets, Sums sums, int? threads)
    {
        var head = model.Heads.First(head => head.Objective == Objective.MaskedLanguageModel);
        using var states = model.Encoder.Forward(builder.Build(), [.. targets.Select(target => target.Row)], threads);
        var logits = head.Forward(states);
        var scores = new float[logits.Shape.Count];
        logits.CopyTo(scores);
        for (var i = 0; i < targets.Count; i++)
        {
            var ofToken = scores.AsSpan(i * logits.Shape.Columns, logits.Shape.Columns);
            var best = TensorPrimitives.IndexOfMax<float>(ofToken);
            var (highest, sum) = (ofToken[best], 0.0);
            foreach (var score in ofToken)
                sum += Math.Exp((double)score - highest);
            sums.Loss += Math.Log(sum) + highest - ofToken[targets[i].Id];
            if (best != targets[i].Id)
                sums.Wrong.Add(targets[i].Word);
        }
    }

    /// <summary>A token that is to be predicted: where it stands in the batch, its id, and which of all hidden words it is part of.</summary>
    private sealed record Target(int Row, int Id, int Word);

    private sealed class Sums
    {
        public double Loss { get; set; }

        public int Words { get; set; }

        public int AllWords { get; set; }

        public int Tokens { get; set; }

        public int Characters { get; set; }

        /// <summary>The words of which a token was not predicted.</summary>
        public HashSet<int> Wrong { get; } = [];
    }
}

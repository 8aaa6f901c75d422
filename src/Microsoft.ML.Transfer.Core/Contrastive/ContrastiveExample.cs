using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer;

/// <summary>A tokenized text with what it is held against. Texts that occur in several examples are the same object.</summary>
/// <param name="First">The text.</param>
internal sealed record ContrastiveExample(TextWindow First)
{
    /// <summary>Its partner; null for a text that is compared with those of its class.</summary>
    public TextWindow? Second { get; init; }

    /// <summary>A text that does not belong to it; null for none.</summary>
    public TextWindow? Negative { get; init; }

    /// <summary>The cosine that the vectors of text and partner should have.</summary>
    public float Score { get; init; }

    /// <summary>The class of the text; -1 where classes are not known.</summary>
    public int Class { get; init; } = -1;
}

/// <summary>Pairs that are computed together, each distinct text once.</summary>
/// <param name="Tokens">The distinct texts.</param>
/// <param name="First">Which of them is the first of each pair.</param>
/// <param name="Second">Which is the second.</param>
/// <param name="Negatives">The hard negatives of all pairs; there may be none.</param>
internal sealed record ContrastiveBatch(TokenBatch Tokens, int[] First, int[] Second, int[] Negatives)
{
    /// <summary>The score of each pair.</summary>
    public float[] Scores { get; private init; } = [];

    /// <summary>The class of each pair's texts; -1 where it is not known.</summary>
    public int[] Classes { get; private init; } = [];

    public static ContrastiveBatch Of(IReadOnlyList<ContrastiveExample> examples)
    {
        var builder = new TokenBatchBuilder();
        var rows = new Dictionary<int[], int>(ReferenceEqualityComparer.Instance);
        int[] first = [.. examples.Select(example => Row(example.First))];
        int[] second = [.. examples.Select(example => Row(example.Second!.Value))];
        int[] negatives = [.. examples.Where(example => example.Negative is not null).Select(example => Row(example.Negative!.Value))];
        return new ContrastiveBatch(builder.Build(), first, second, negatives)
        {
            Scores = [.. examples.Select(example => example.Score)],
            Classes = [.. examples.Select(example => example.Class)],
        };

        int Row(TextWindow text)
        {
            if (!rows.TryGetValue(text.Ids, out var row))
            {
                rows[text.Ids] = row = rows.Count;
                builder.Add(text.Ids, text.TypeIds);
            }
            return row;
        }
    }

    /// <summary>
    /// What is added to the score of each first text with each second one and each hard negative: 0, or as good as −∞ for one that is no negative of it, because it is of the same class or
    /// is the same text as one of the pair.
    /// </summary>
    /// <returns><i>Shape:</i> [pairs, pairs + hard negatives], row-major.</returns>
    public float[] Mask()
    {
        // exp of it is 0 in single precision, whatever the cosines.
        const float hidden = -1e4f;
        int[] candidates = [.. Second, .. Negatives];
        var mask = new float[First.Length * candidates.Length];
        for (var i = 0; i < First.Length; i++)
        {
            for (var j = 0; j < candidates.Length; j++)
            {
                if (j != i && (candidates[j] == First[i] || candidates[j] == Second[i] || (j < First.Length && Classes[i] >= 0 && Classes[j] == Classes[i])))
                    mask[i * candidates.Length + j] = hidden;
            }
        }
        return mask;
    }
}

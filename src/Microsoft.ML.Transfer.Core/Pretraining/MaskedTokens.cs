using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Masks tokens for a masked language model. What is masked follows from (seed, epoch, example) alone, so that each epoch masks other tokens, and a training that goes on
/// where another stopped masks the same. Special tokens are never masked, nor do they replace others. Immutable; safe to share between threads.
/// </summary>
internal sealed class MaskedTokens
{
    // Where the numbers of each kind of decision begin.
    private const ulong Fates = 1UL << 40;
    private const ulong Replacements = 2UL << 40;

    private readonly MaskingOptions _options;
    private readonly int _maskId;
    private readonly HashSet<int> _special;
    private readonly int[] _ordinary;

    /// <param name="options">Which tokens, and what stands in their place.</param>
    /// <param name="maskId">The id of the mask token.</param>
    /// <param name="vocabularySize">One more than the highest id.</param>
    /// <param name="special">The ids of special tokens.</param>
    /// <exception cref="ArgumentException">The shares are more than 1 together, or there are only special tokens.</exception>
    public MaskedTokens(MaskingOptions options, int maskId, int vocabularySize, IEnumerable<int> special)
    {
        if (options.MaskShare + options.RandomShare > 1)
            throw new ArgumentException(FormattableString.Invariant($"The shares of mask tokens, {options.MaskShare}, and of random tokens, {options.RandomShare}, must be at most 1 together."), nameof(options));
        (_options, _maskId, _special) = (options, maskId, [.. special, maskId]);
        _ordinary = [.. Enumerable.Range(0, vocabularySize).Where(id => !_special.Contains(id))];
        if (_ordinary.Length == 0)
            throw new ArgumentException("All tokens of the vocabulary are special.", nameof(special));
    }

    /// <summary>Masking with the mask token and the vocabulary of a tokenizer.</summary>
    /// <exception cref="NotSupportedException">The tokenizer has no mask token.</exception>
    public static MaskedTokens For(PretrainedTokenizer tokenizer, MaskingOptions options) => new(
        options,
        tokenizer.MaskTokenId ?? throw new NotSupportedException("The tokenizer has no mask token, [MASK] or <mask>; its model is no masked language model."),
        tokenizer.IdLimit,
        tokenizer.SpecialTokenIds);

    /// <summary>Masks a sequence.</summary>
    /// <param name="ids">Its tokens.</param>
    /// <param name="words">Which word each belongs to, neighbours with the same number to the same; negative for special tokens. Empty where nothing is known of words.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">Which epoch.</param>
    /// <param name="example">Which example.</param>
    /// <returns>The tokens that the model reads, and for each the token that it is to predict, or <see cref="CrossEntropy.Ignored"/>.</returns>
    /// <exception cref="ArgumentException">There is not a word for each token, or none at all though whole words are to be masked.</exception>
    public MaskedSequence Apply(ReadOnlySpan<int> ids, ReadOnlySpan<int> words, ulong seed, int epoch, int example)
    {
        if (words.Length != ids.Length && (!words.IsEmpty || _options.WholeWords))
            throw new ArgumentException($"Expected the word of each of the {ids.Length} tokens; got {words.Length}.", nameof(words));
        var random = new CounterRandom(seed, CounterRandom.StreamOf("masking") ^ (((ulong)(uint)epoch << 32) | (uint)example));
        var (masked, targets) = (ids.ToArray(), new int[ids.Length]);
        Array.Fill(targets, CrossEntropy.Ignored);
        foreach (var i in Choose(Candidates(ids, words), random))
        {
            targets[i] = ids[i];
            var fate = random.Uniform(Fates + (ulong)i);
            if (fate < _options.MaskShare)
                masked[i] = _maskId;
            else if (fate < _options.MaskShare + _options.RandomShare)
                masked[i] = _ordinary[(int)(random.Uniform(Replacements + (ulong)i) * _ordinary.Length)];
        }
        return new MaskedSequence(masked, targets);
    }

    /// <summary>What can be chosen: runs of tokens, each a word, or of a single token each.</summary>
    private List<(int First, int Count)> Candidates(ReadOnlySpan<int> ids, ReadOnlySpan<int> words)
    {
        var candidates = new List<(int First, int Count)>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (_special.Contains(ids[i]) || (!words.IsEmpty && words[i] < 0))
                continue;
            var continues = _options.WholeWords && candidates.Count > 0 && candidates[^1].First + candidates[^1].Count == i && words[i] == words[i - 1];
            if (continues)
                candidates[^1] = candidates[^1] with { Count = candidates[^1].Count + 1 };
            else
                candidates.Add((i, 1));
        }
        return candidates;
    }

    /// <summary>
    /// Draws candidates until the rate is reached; words that would go beyond it are passed over, as in BERT's whole-word masking. There is always one, where there is any.
    /// </summary>
    private IEnumerable<int> Choose(List<(int First, int Count)> candidates, CounterRandom random)
    {
        var wanted = Math.Max(1, (int)Math.Round(_options.Rate * candidates.Sum(candidate => candidate.Count)));
        var chosen = 0;
        // Fisher and Yates, from the front, as far as it is needed.
        for (var next = 0; next < candidates.Count && chosen < wanted; next++)
        {
            var other = next + (int)(random.Uniform((ulong)next) * (candidates.Count - next));
            (candidates[next], candidates[other]) = (candidates[other], candidates[next]);
            var (first, count) = candidates[next];
            if (chosen > 0 && chosen + count > wanted)
                continue;
            chosen += count;
            for (var i = first; i < first + count; i++)
                yield return i;
        }
    }
}

/// <summary>A sequence for a masked language model.</summary>
/// <param name="Ids">What the model reads.</param>
/// <param name="Targets">What it is to predict for each token; <see cref="CrossEntropy.Ignored"/> for nothing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MaskedSequence(int[] Ids, int[] Targets);

using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Hides spans of a text, of which an encoder–decoder writes those (Raffel et al., 2020): a sentinel of its own takes the place of each span, and the target is each sentinel followed by what it hides.
/// Which tokens are hidden follows from (seed, epoch, example) alone. Immutable; safe to share between threads.
/// </summary>
internal sealed class SpanCorruption
{
    /// <summary>The fewest tokens of which some can be hidden and others left.</summary>
    public const int ShortestSequence = 2;

    // Where the numbers of the cuts between kept tokens begin; those between hidden ones begin at 0.
    private const ulong Kept = 1UL << 40;

    private readonly SpanCorruptionOptions _options;
    private readonly int[] _sentinels;

    /// <param name="options">How much is hidden.</param>
    /// <param name="sentinels">The ids that take the place of the first span, the second, …; all different.</param>
    /// <exception cref="ArgumentException">There is no sentinel, or one is named twice.</exception>
    public SpanCorruption(SpanCorruptionOptions options, IEnumerable<int> sentinels)
    {
        (_options, _sentinels) = (options, [.. sentinels]);
        if (_sentinels.Length == 0)
            throw new ArgumentException("At least one sentinel is needed.", nameof(sentinels));
        if (_sentinels.Distinct().Count() < _sentinels.Length)
            throw new ArgumentException("Each sentinel must be another token.", nameof(sentinels));
        // A sequence has about length · density / mean span length spans.
        LongestSequence = (int)Math.Clamp((_sentinels.Length + 1.0) * options.MeanSpanLength / options.NoiseDensity, ShortestSequence, int.MaxValue / 2);
        while (LongestSequence > ShortestSequence && HiddenOf(LongestSequence).Spans > _sentinels.Length)
            LongestSequence--;
    }

    /// <summary>The longest sequence for whose spans there are sentinels.</summary>
    public int LongestSequence { get; }

    /// <summary>With the sentinels of a tokenizer: <c>&lt;extra_id_0&gt;</c>, <c>&lt;extra_id_1&gt;</c>, … as far as it has them.</summary>
    /// <exception cref="NotSupportedException">The tokenizer has no sentinels.</exception>
    public static SpanCorruption For(PretrainedTokenizer tokenizer, SpanCorruptionOptions options)
    {
        var sentinels = new List<int>();
        while (tokenizer.TokenToId(Name(sentinels.Count)) is { } id)
            sentinels.Add(id);
        return sentinels.Count > 0
            ? new SpanCorruption(options, sentinels)
            : throw new NotSupportedException($"The tokenizer has no sentinels, {Name(0)}, {Name(1)}, …, which take the place of hidden spans: T5's tokenizers have 100 of them. They can be put into the vocabulary as added tokens.");

        static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"<extra_id_{number}>");
    }

    /// <summary>How many spans of a sequence are hidden, and how many tokens in all.</summary>
    public (int Spans, int Tokens) HiddenOf(int length)
    {
        var tokens = Math.Clamp((int)Math.Round(length * _options.NoiseDensity), 1, length - 1);
        // Each has at least one token, and one that is kept before it.
        var spans = Math.Clamp((int)Math.Round(tokens / _options.MeanSpanLength), 1, Math.Min(tokens, length - tokens));
        return (spans, tokens);
    }

    /// <summary>Hides spans of a sequence: it begins with a kept token and ends with a hidden one, and every way to split both kinds of tokens into so many spans is as likely as any other.</summary>
    /// <param name="ids">The tokens, without special ones; at least <see cref="ShortestSequence"/>.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">Which epoch.</param>
    /// <param name="example">Which example.</param>
    /// <exception cref="ArgumentException">The sequence is too short to hide something, or needs more sentinels than there are.</exception>
    public SequencePair Apply(ReadOnlySpan<int> ids, ulong seed, int epoch, int example)
    {
        if (ids.Length < ShortestSequence)
            throw new ArgumentException($"A sequence of {ids.Length} tokens is too short to hide some of them; it needs at least {ShortestSequence}.", nameof(ids));
        var (spans, tokens) = HiddenOf(ids.Length);
        if (spans > _sentinels.Length)
            throw new ArgumentException($"Of a sequence of {ids.Length} tokens {spans} spans are hidden, but there are only {_sentinels.Length} sentinels: enough for {LongestSequence} tokens. Take shorter sequences, or longer spans.", nameof(ids));
        var random = new CounterRandom(seed, CounterRandom.StreamOf("span corruption") ^ (((ulong)(uint)epoch << 32) | (uint)example));
        var hidden = Lengths(tokens, spans, random, first: 0);
        var kept = Lengths(ids.Length - tokens, spans, random, Kept);
        var isHidden = new bool[ids.Length];
        var place = 0;
        for (var span = 0; span < spans; span++)
        {
            place += kept[span];
            isHidden.AsSpan(place, hidden[span]).Fill(true);
            place += hidden[span];
        }
        return Corrupt(ids, isHidden);
    }

    /// <summary>Hides the tokens that are named. Where the sequence ends with a token that is kept, the target ends with one more sentinel.</summary>
    /// <exception cref="ArgumentException">There is not one flag for each token, or there are more spans than sentinels.</exception>
    public SequencePair Corrupt(ReadOnlySpan<int> ids, ReadOnlySpan<bool> isHidden)
    {
        if (isHidden.Length != ids.Length)
            throw new ArgumentException($"Expected for each of the {ids.Length} tokens whether it is hidden; got {isHidden.Length}.", nameof(isHidden));
        var (source, target, spans) = (new List<int>(), new List<int>(), 0);
        for (var i = 0; i < ids.Length; i++)
        {
            if (isHidden[i] && (i == 0 || !isHidden[i - 1]))
            {
                source.Add(Sentinel(spans));
                target.Add(Sentinel(spans++));
            }
            (isHidden[i] ? target : source).Add(ids[i]);
        }
        if (ids.Length > 0 && !isHidden[^1])
            target.Add(Sentinel(spans));
        return new SequencePair([.. source], [.. target]);
    }

    private int Sentinel(int span) => span < _sentinels.Length
        ? _sentinels[span]
        : throw new ArgumentException($"There are only {_sentinels.Length} sentinels; the sequence needs another one.", nameof(span));

    /// <summary>Splits items into parts of at least one each: of the places between two items, one fewer than there are parts, each choice as likely as any other (selection sampling).</summary>
    private static int[] Lengths(int items, int parts, CounterRandom random, ulong first)
    {
        var lengths = new int[parts];
        var (part, cuts) = (0, parts - 1);
        for (var i = 1; i <= items; i++)
        {
            lengths[part]++;
            if (i < items && random.Uniform(first + (ulong)i) * (items - i) < cuts)
            {
                part++;
                cuts--;
            }
        }
        return lengths;
    }
}

/// <summary>What an encoder reads, and what its decoder is to write.</summary>
/// <param name="Source">What the encoder reads.</param>
/// <param name="Target">What the decoder is to predict, token by token.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SequencePair(int[] Source, int[] Target);

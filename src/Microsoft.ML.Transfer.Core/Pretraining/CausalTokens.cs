using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Texts for a causal language model, which predicts each token from those before it. A text is read as begin, its tokens, end; the model reads all of that but the last token, and its targets are
/// the same tokens shifted by one: all but the first. A text that is longer than the model reads is split into sequences one after the other, each of which predicts the first
/// token of the next, so that every token of the text, and its end, is predicted exactly once. Immutable; safe to share between threads.
/// </summary>
internal sealed class CausalTokens
{
    // No token has this id: it shows where the text stands among special tokens.
    private const int Text = -1;

    private static readonly string[] EndNames = ["<|endoftext|>", "</s>", "<|end_of_text|>", "<eos>", "[EOS]"];

    private readonly int[] _before;
    private readonly int[] _after;

    /// <param name="before">What stands before each text: as a rule one token, since what stands first is predicted by none.</param>
    /// <param name="after">What stands after each text, and is predicted like any other token; as a rule one.</param>
    public CausalTokens(ReadOnlySpan<int> before, ReadOnlySpan<int> after) => (_before, _after) = (before.ToArray(), after.ToArray());

    /// <summary>How many tokens of a passage are none of its text.</summary>
    public int SpecialTokens => _before.Length;

    /// <summary>What is predicted after a text; null for nothing.</summary>
    public int? EndId => _after.Length == 0 ? null : _after[^1];

    /// <summary>
    /// With the special tokens that a tokenizer puts round a text. Where it puts none at an end of the text, its token for the end of a text stands there: GPT-2's <c>&lt;|endoftext|&gt;</c> before and
    /// after, Llama's <c>&lt;s&gt;</c> before and <c>&lt;/s&gt;</c> after.
    /// </summary>
    /// <exception cref="NotSupportedException">The tokenizer leaves an end bare and has no such token.</exception>
    public static CausalTokens For(PretrainedTokenizer tokenizer)
    {
        var frame = tokenizer.BuildInputs([Text]).Ids;
        var text = Array.IndexOf(frame, Text);
        return new CausalTokens(text > 0 ? frame[..text] : [End()], text < frame.Length - 1 ? frame[(text + 1)..] : [End()]);

        int End() => EndNames.Select(tokenizer.TokenToId).FirstOrDefault(id => id is not null)
            ?? throw new NotSupportedException($"The tokenizer puts no special tokens round a text and has none of those that end one: {string.Join(", ", EndNames)}. A causal language model needs one to begin with.");
    }

    /// <summary>The sequences of a whole text.</summary>
    /// <param name="ids">Its tokens, without special ones.</param>
    /// <param name="maximumLength">How many tokens a sequence has at most.</param>
    public IReadOnlyList<PredictedSequence> OfText(ReadOnlySpan<int> ids, int maximumLength) => Split([.. _before, .. ids, .. _after], maximumLength);

    /// <summary>The sequences of a passage out of a longer text, which does not end with it.</summary>
    /// <param name="ids">Its tokens, without special ones.</param>
    /// <param name="maximumLength">How many tokens a sequence has at most.</param>
    public IReadOnlyList<PredictedSequence> OfPassage(ReadOnlySpan<int> ids, int maximumLength) => Split([.. _before, .. ids], maximumLength);

    private static List<PredictedSequence> Split(ReadOnlySpan<int> tokens, int maximumLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, 1);
        var sequences = new List<PredictedSequence>();
        for (var first = 0; first < tokens.Length - 1; first += maximumLength)
        {
            var count = Math.Min(maximumLength, tokens.Length - 1 - first);
            sequences.Add(new PredictedSequence(tokens.Slice(first, count).ToArray(), tokens.Slice(first + 1, count).ToArray()));
        }
        return sequences;
    }
}

using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Tokenizes questions with their contexts, a long context in windows that overlap. Safe to share between threads.</summary>
internal sealed class QuestionReader
{
    private const int UsualStride = 128;

    private readonly TunedModel _tuned;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly int _longestQuestion;

    /// <param name="tuned">The model that the tokens are for.</param>
    /// <param name="maximumLength">The most tokens of a window, special tokens included.</param>
    /// <param name="stride">How many tokens of the context a window repeats; null for the usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length leaves no room, or the stride is half of it or more.</exception>
    public QuestionReader(TunedModel tuned, int maximumLength, int? stride)
    {
        var tokenizer = tuned.TokenizerFor(maximumLength);
        MaximumLength = tokenizer.Truncation!.MaximumLength;
        var room = MaximumLength - tokenizer.SpecialTokenCount(pair: true);
        // A longer question is cut, so that half of the room at least is for the context, and every window goes on from the one before.
        _longestQuestion = room / 2;
        Stride = stride ?? Math.Min(UsualStride, room / 4);
        if (Stride >= room - _longestQuestion)
            throw new ArgumentOutOfRangeException(nameof(stride), Stride, $"A stride of {Stride} tokens is too much for windows of {MaximumLength}: it must be below {room - _longestQuestion}, half of what the special tokens leave.");
        (_tuned, _tokenizer) = (tuned, tokenizer.With(new TruncationOptions(MaximumLength) { Stride = Stride, Strategy = TruncationStrategy.OnlySecond }, padding: null));
    }

    /// <summary>The most tokens of a window.</summary>
    public int MaximumLength { get; }

    /// <summary>How many tokens of the context a window repeats from the one before.</summary>
    public int Stride { get; }

    /// <summary>Tokenizes questions; null is read as empty.</summary>
    public IReadOnlyList<ReadQuestion> Read(IReadOnlyList<(string? Question, string? Context)> questions)
    {
        var encodings = _tokenizer.EncodePairs([.. questions.Select(question => (_tuned.Prepare(question.Question), (string?)_tuned.Prepare(question.Context)))], addSpecialTokens: true, _longestQuestion);
        return [.. encodings.Select((encoding, i) => Read(questions[i].Context ?? "", encoding))];
    }

    private ReadQuestion Read(string context, TokenEncoding encoding)
    {
        var tokens = new List<(int Start, int End)>();
        var windows = new List<SpanWindow>();
        foreach (var window in encoding.Overflow.Prepend(encoding))
        {
            var start = Math.Max(0, Array.IndexOf(window.SequenceIds, 1));
            var count = window.SequenceIds.Count(sequence => sequence == 1);
            var first = windows.Count == 0 ? 0 : tokens.Count - Stride;
            tokens.AddRange(window.Offsets.Skip(start + tokens.Count - first).Take(count - (tokens.Count - first)));
            windows.Add(new SpanWindow(new TextWindow(0, window.Ids, window.TypeIds, Weight: 1f), start, first, count));
        }
        return new ReadQuestion(context, tokens, windows);
    }
}

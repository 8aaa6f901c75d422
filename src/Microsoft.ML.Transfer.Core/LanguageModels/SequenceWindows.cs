using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Reads texts as sequences that a language model takes: with its special tokens, and never longer than it reads. Immutable.</summary>
internal sealed class SequenceWindows
{
    private readonly PretrainedTokenizer _tokenizer;
    private readonly int _room;

    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="limit">The most tokens of a sequence, special tokens included.</param>
    /// <exception cref="InvalidDataException">There is no room for a text beside the special tokens.</exception>
    public SequenceWindows(PretrainedTokenizer tokenizer, int limit)
    {
        _tokenizer = tokenizer.With(truncation: null, padding: null);
        _room = limit - tokenizer.SpecialTokenCount(pair: false);
        if (_room < 1)
            throw new InvalidDataException($"The model reads at most {limit} tokens, which leaves no room for a text beside its special tokens.");
        Lead = _tokenizer.Encode("a").SpecialTokens.TakeWhile(special => special).Count();
    }

    /// <summary>How many special tokens stand before each text.</summary>
    public int Lead { get; }

    /// <summary>The tokens of a text, without special tokens.</summary>
    public int[] Read(string text) => _tokenizer.Encode(text, addSpecialTokens: false).Ids;

    /// <summary>The parts of a text, one after the other, each as long as the model reads.</summary>
    /// <returns>Where each begins, and where it ends.</returns>
    public IEnumerable<(int Start, int End)> Cut(int length)
    {
        for (var start = 0; start < length; start += _room)
            yield return (start, Math.Min(length, start + _room));
    }

    /// <summary>The part of a text round a token, as long as the model reads.</summary>
    public (int Start, int End) Around(int token, int length)
    {
        var start = Math.Clamp(token - _room / 2, 0, Math.Max(0, length - _room));
        return (start, Math.Min(length, start + _room));
    }

    /// <summary>A part of a text, with special tokens.</summary>
    /// <param name="text">Which text it is of.</param>
    /// <param name="ids">The tokens of the part.</param>
    public TextWindow Frame(int text, ReadOnlySpan<int> ids)
    {
        var (framed, types) = _tokenizer.BuildInputs(ids);
        return new TextWindow(text, framed, types, Weight: 1);
    }
}

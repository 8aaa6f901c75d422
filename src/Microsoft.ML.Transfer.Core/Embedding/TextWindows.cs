using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Tokenizes texts and fits them into what the encoder can read at once.</summary>
internal sealed class TextWindows
{
    private readonly IEncoderTokenizer _tokenizer;
    private readonly LongText _longText;
    private readonly string _prompt;
    private readonly bool _lowerCase;
    private readonly int _room;

    /// <param name="tokenizer">Makes the tokens.</param>
    /// <param name="options">The maximum length and what becomes of longer texts.</param>
    /// <param name="maximumPositions">The longest sequence that the encoder reads.</param>
    /// <param name="lowerCase">Whether texts are lower-cased first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room beside the special tokens.</exception>
    public TextWindows(IEncoderTokenizer tokenizer, EmbeddingOptions options, int maximumPositions, bool lowerCase = false)
    {
        (_tokenizer, _longText, _prompt, _lowerCase) = (tokenizer, options.LongText, options.Prompt ?? "", lowerCase);
        var special = tokenizer.BuildInputs([]).Ids.Length;
        var limit = Math.Min(options.MaximumLength ?? int.MaxValue, Math.Min(maximumPositions, tokenizer.ModelMaxLength ?? int.MaxValue));
        _room = limit - special;
        if (_room < 1)
            throw new ArgumentOutOfRangeException(nameof(options), limit, $"A maximum length of {limit} tokens leaves no room beside the {special} special tokens; it must be at least {special + 1}.");
    }

    /// <summary>The windows of all texts, in order. Every text has at least one.</summary>
    /// <param name="texts">The texts; null is read as empty.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="parallel">The number of threads, and what ends the work.</param>
    public IReadOnlyList<TextWindow> Cut(string?[] texts, int count, ParallelOptions parallel)
    {
        var first = new TextWindow[count];
        var others = new TextWindow[]?[count];
        if (count < 16 || parallel.MaxDegreeOfParallelism == 1)
        {
            var ids = new List<int>();
            for (var i = 0; i < count; i++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                CutOne(i, ids);
            }
        }
        else
        {
            // One list a thread: most texts have one window, and then nothing is allocated for a text but its tokens.
            Parallel.For(0, count, parallel, () => new List<int>(), (i, _, ids) => CutOne(i, ids), _ => { });
        }
        return others.AsSpan().IndexOfAnyExcept((TextWindow[]?)null) < 0 ? first : Joined();

        List<int> CutOne(int i, List<int> ids)
        {
            ids.Clear();
            _ = _tokenizer.EncodeIds(Prepare(texts[i]), ids);
            (first[i], others[i]) = Cut(i, CollectionsMarshal.AsSpan(ids));
            return ids;
        }

        List<TextWindow> Joined()
        {
            var all = new List<TextWindow>();
            for (var i = 0; i < count; i++)
            {
                all.Add(first[i]);
                all.AddRange(others[i] ?? []);
            }
            return all;
        }
    }

    private string? Prepare(string? content)
    {
        if (_prompt.Length > 0)
            content = _prompt + content;
        return _lowerCase ? content?.ToLowerInvariant() : content;
    }

    private (TextWindow First, TextWindow[]? Others) Cut(int text, ReadOnlySpan<int> ids)
    {
        if (ids.Length <= _room || _longText == LongText.Truncate)
            return (Window(text, ids[..Math.Min(ids.Length, _room)], weight: 1f), null);
        var others = new TextWindow[(ids.Length - 1) / _room];
        for (var i = 0; i < others.Length; i++)
            others[i] = Part(ids, i + 1);
        return (Part(ids, 0), others);

        TextWindow Part(ReadOnlySpan<int> whole, int i)
        {
            var part = whole.Slice(i * _room, Math.Min(_room, whole.Length - i * _room));
            return Window(text, part, (float)part.Length / whole.Length);
        }
    }

    private TextWindow Window(int text, ReadOnlySpan<int> content, float weight)
    {
        var (ids, typeIds) = _tokenizer.BuildInputs(content);
        return new TextWindow(text, ids, typeIds, weight);
    }
}

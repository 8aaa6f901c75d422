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
    public IReadOnlyList<TextWindow> Cut(string?[] texts, ParallelOptions parallel)
    {
        var windows = new TextWindow[texts.Length][];
        if (texts.Length < 16)
        {
            for (var i = 0; i < texts.Length; i++)
                windows[i] = Cut(i, texts[i]);
        }
        else
        {
            Parallel.For(0, texts.Length, parallel, i => windows[i] = Cut(i, texts[i]));
        }
        return [.. windows.SelectMany(ofText => ofText)];
    }

    private TextWindow[] Cut(int text, string? content)
    {
        if (_prompt.Length > 0)
            content = _prompt + content;
        if (_lowerCase)
            content = content?.ToLowerInvariant();
        var list = new List<int>();
        _ = _tokenizer.EncodeIds(content, list);
        var ids = CollectionsMarshal.AsSpan(list);
        if (ids.Length <= _room || _longText == LongText.Truncate)
            return [Window(text, ids[..Math.Min(ids.Length, _room)], weight: 1f)];
        var windows = new TextWindow[(ids.Length + _room - 1) / _room];
        for (var i = 0; i < windows.Length; i++)
        {
            var part = ids.Slice(i * _room, Math.Min(_room, ids.Length - i * _room));
            windows[i] = Window(text, part, (float)part.Length / ids.Length);
        }
        return windows;
    }

    private TextWindow Window(int text, ReadOnlySpan<int> content, float weight)
    {
        var (ids, typeIds) = _tokenizer.BuildInputs(content);
        return new TextWindow(text, ids, typeIds, weight);
    }
}

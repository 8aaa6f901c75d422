namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A growing buffer of normalised text with its alignment to the original. Not thread-safe; reused through <see cref="Workspace"/>.</summary>
internal sealed class AlignedText
{
    private char[] _chars = new char[256];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Length);

    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public AlignedSpan Slice(int start, int length, int originalStart) =>
        new(_chars.AsSpan(start, length), _starts.AsSpan(start, length), _ends.AsSpan(start, length), originalStart);

    public void Append(char c, int start, int end)
    {
        if (Length == _chars.Length)
            Grow(1);
        _chars[Length] = c;
        _starts[Length] = start;
        _ends[Length++] = end;
    }

    /// <summary>Appends a code point; both units of a surrogate pair get the same alignment.</summary>
    public void AppendCodePoint(int codePoint, int start, int end)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint, start, end);
            return;
        }
        Append((char)(0xD800 + ((codePoint - 0x10000) >> 10)), start, end);
        Append((char)(0xDC00 + ((codePoint - 0x10000) & 0x3FF)), start, end);
    }

    public void Append(AlignedSpan text)
    {
        Grow(text.Length);
        text.Chars.CopyTo(_chars.AsSpan(Length));
        text.Starts.CopyTo(_starts.AsSpan(Length));
        text.Ends.CopyTo(_ends.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>
    /// Starts anew with an original text. A surrogate without its partner is no character: it is taken as U+FFFD, as .NET's encodings do,
    /// and keeps its place, so that offsets stay those of the text as it was given.
    /// </summary>
    public void Load(ReadOnlySpan<char> original)
    {
        Length = 0;
        Grow(original.Length);
        for (var i = 0; i < original.Length; i++)
        {
            var c = original[i];
            if (!char.IsSurrogate(c))
            {
                _chars[i] = c;
                _starts[i] = i;
                _ends[i] = i + 1;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < original.Length && char.IsLowSurrogate(original[i + 1]))
            {
                _chars[i] = c;
                _chars[i + 1] = original[i + 1];
                _starts[i] = _starts[i + 1] = i;
                _ends[i] = _ends[i + 1] = i + 2;
                i++;
            }
            else
            {
                _chars[i] = '\uFFFD';
                _starts[i] = i;
                _ends[i] = i + 1;
            }
        }
        Length = original.Length;
    }

    private void Grow(int extra)
    {
        var needed = Length + extra;
        if (needed <= _chars.Length)
            return;
        var size = Math.Max(needed, (int)Math.Min(Array.MaxLength, 2L * _chars.Length));
        Array.Resize(ref _chars, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
    }
}

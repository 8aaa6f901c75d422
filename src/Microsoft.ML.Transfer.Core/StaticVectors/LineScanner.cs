namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>Reads a file of bytes by lines, of which none may be longer than a limit, or by counts.</summary>
internal sealed class LineScanner(Stream stream, string file)
{
    /// <summary>A word and the numbers of the largest vector that is read.</summary>
    public const int LongestLine = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>How many lines were read.</summary>
    public int Line { get; private set; }

    /// <summary>The next line without its end; the bytes are valid until the next call.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        Line++;
        if (TryReadTo((byte)'\n', LongestLine, out line, out var isEnd))
        {
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            return !isEnd || line.Length > 0;
        }
        throw new InvalidDataException(FormattableString.Invariant($"{file}, line {Line}: longer than {LongestLine} bytes; a line has a word and its numbers."));
    }

    /// <summary>The bytes up to a separator, which is passed over, or to the end of the file.</summary>
    /// <returns>False when there is no separator within the limit.</returns>
    public bool TryReadTo(byte separator, int limit, out ReadOnlySpan<byte> bytes, out bool isEnd)
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(separator);
            var length = found < 0 ? _end - _start : searched + found;
            if (length > limit)
            {
                bytes = default;
                isEnd = false;
                return false;
            }
            if (found >= 0)
            {
                bytes = _buffer.AsSpan(_start, length);
                _start += length + 1;
                isEnd = false;
                return true;
            }
            searched = length;
            if (!Fill())
            {
                bytes = _buffer.AsSpan(_start, length);
                _start = _end;
                isEnd = true;
                return true;
            }
        }
    }

    /// <summary>The next byte without passing over it, or -1 at the end.</summary>
    public int Peek() => _start < _end || Fill() ? _buffer[_start] : -1;

    /// <summary>Passes over a byte.</summary>
    public void Skip() => _start++;

    /// <summary>Copies the next bytes.</summary>
    /// <returns>False when the file ends before.</returns>
    public bool TryCopyTo(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_start == _end && !Fill())
                return false;
            var count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination);
            destination = destination[count..];
            _start += count;
        }
        return true;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}

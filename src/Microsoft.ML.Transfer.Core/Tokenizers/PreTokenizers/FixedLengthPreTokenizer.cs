using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Pieces of a fixed number of code points; the last may be shorter.</summary>
internal sealed class FixedLengthPreTokenizer : IPreTokenizer, ITextPattern
{
    private readonly int _length;

    public FixedLengthPreTokenizer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _length = length;
    }

    public static FixedLengthPreTokenizer Read(ComponentJson json) =>
        json.Integer("length", 5) is > 0 and var length ? new(length) : throw json.Error("has the length 0, which must be 1 or more");

    public void PreTokenize(PieceList pieces) => pieces.Split(this, SplitBehavior.Isolated);

    public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
    {
        var (start, count) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            i += char.IsHighSurrogate(text[i]) ? 2 : 1;
            if (++count == _length || i == text.Length)
            {
                matches.Add(new Match(start, i, true));
                (start, count) = (i, 0);
            }
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "FixedLength");
        json.WriteNumber("length", _length);
        json.WriteEndObject();
    }
}

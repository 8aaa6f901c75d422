namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Converts offsets in UTF-16 units to offsets in code points, which the reference counts.</summary>
internal sealed class CodePointOffsets
{
    private readonly int[] _codePoint;

    public CodePointOffsets(string text)
    {
        _codePoint = new int[text.Length + 1];
        for (var (i, count) = (0, 0); i < text.Length; i++)
        {
            _codePoint[i] = count;
            if (!(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])))
                count++;
            _codePoint[i + 1] = count;
        }
    }

    public int[] Flat(IEnumerable<(int Start, int End)> offsets) =>
        [.. offsets.SelectMany(offset => new[] { _codePoint[offset.Start], _codePoint[offset.End] })];
}

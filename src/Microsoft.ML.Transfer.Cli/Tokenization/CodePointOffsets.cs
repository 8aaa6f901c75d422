namespace Microsoft.ML.Transfer.Cli.Tokenization;

/// <summary>Turns offsets in UTF-16 code units of a text into offsets in code points; a lone surrogate counts as one.</summary>
internal sealed class CodePointOffsets
{
    // Empty where the two are the same, as in most texts.
    private readonly int[] _codePoints;

    public CodePointOffsets(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            _codePoints = [];
            return;
        }
        _codePoints = new int[text.Length + 1];
        for (var i = 1; i <= text.Length; i++)
        {
            var insidePair = i < text.Length && char.IsSurrogatePair(text[i - 1], text[i]);
            _codePoints[i] = _codePoints[i - 1] + (insidePair ? 0 : 1);
        }
    }

    /// <summary>The number of code points before an offset.</summary>
    public int Of(int offset) => _codePoints.Length == 0 ? offset : _codePoints[offset];
}

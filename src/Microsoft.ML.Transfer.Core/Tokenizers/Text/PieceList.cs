using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The text on its way to the model: normalised, aligned to the original, and cut into pieces. Empty pieces are dropped.</summary>
internal sealed class PieceList
{
    private readonly List<Match> _matches = [];
    private readonly List<AddedTokenMatcher.Part> _parts = [];
    private AlignedText _text = new();
    private AlignedText _spareText = new();
    private List<Piece> _pieces = [];
    private List<Piece> _sparePieces = [];

    public AlignedText Text => _text;

    public ReadOnlySpan<Piece> Pieces => CollectionsMarshal.AsSpan(_pieces);

    public void Load(ReadOnlySpan<char> original)
    {
        _text.Load(original);
        _pieces.Clear();
        if (original.Length > 0)
            _pieces.Add(new Piece(0, original.Length, 0, -1));
    }

    public AlignedSpan TextOf(Piece piece) => _text.Slice(piece.Start, piece.Length, piece.OriginalStart);

    /// <summary>Replaces every text piece by what the normaliser makes of it.</summary>
    public void Rewrite(INormalizer normalizer)
    {
        _spareText.Clear();
        _sparePieces.Clear();
        foreach (var piece in _pieces)
        {
            var start = _spareText.Length;
            if (piece.IsText)
                normalizer.Normalize(TextOf(piece), _spareText);
            else
                _spareText.Append(TextOf(piece));
            if (_spareText.Length > start)
                _sparePieces.Add(piece with { Start = start, Length = _spareText.Length - start });
        }
        (_text, _spareText) = (_spareText, _text);
        (_pieces, _sparePieces) = (_sparePieces, _pieces);
    }

    /// <summary>Cuts every text piece where the pattern matches.</summary>
    public void Split(ITextPattern pattern, SplitBehavior behavior, bool invert = false)
    {
        _sparePieces.Clear();
        foreach (var piece in _pieces)
        {
            if (!piece.IsText)
            {
                _sparePieces.Add(piece);
                continue;
            }
            _matches.Clear();
            pattern.FindMatches(_text.Chars.Slice(piece.Start, piece.Length), _matches);
            behavior.Resolve(_matches, invert);
            foreach (var match in _matches)
            {
                if (match is { IsMatch: false, Length: > 0 })
                    AddSlice(piece.Start + match.Start, match.Length, -1);
            }
        }
        (_pieces, _sparePieces) = (_sparePieces, _pieces);
    }

    /// <summary>Cuts every text piece where added tokens stand in it; those pieces become tokens.</summary>
    public void Extract(AddedTokenMatcher matcher)
    {
        _sparePieces.Clear();
        foreach (var piece in _pieces)
        {
            if (!piece.IsText)
            {
                _sparePieces.Add(piece);
                continue;
            }
            _parts.Clear();
            matcher.Find(_text.Chars.Slice(piece.Start, piece.Length), _parts);
            foreach (var part in _parts)
                AddSlice(piece.Start + part.Start, part.Length, part.TokenId);
        }
        (_pieces, _sparePieces) = (_sparePieces, _pieces);
    }

    /// <summary>Lets every piece start where its first character came from; a normaliser may have dropped what was before.</summary>
    public void Realign()
    {
        for (var i = 0; i < _pieces.Count; i++)
            _pieces[i] = _pieces[i] with { OriginalStart = _text.Starts[_pieces[i].Start] };
    }

    private void AddSlice(int start, int length, int tokenId) =>
        _sparePieces.Add(new Piece(start, length, _text.Starts[start], tokenId));
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The way of a text through added tokens, normaliser, pre-tokenizer and model. Immutable.</summary>
internal sealed class EncodingPipeline
{
    private readonly TokenizerDefinition _definition;
    private readonly AddedVocabulary _added;
    private readonly IFastEncoder? _fast;

    public EncodingPipeline(TokenizerDefinition definition, AddedVocabulary added)
    {
        _definition = definition;
        _added = added;
        _fast = FastEncoders.For(definition, added, EncodeGenerally);
    }

    /// <summary>Encodes one text without special tokens round it.</summary>
    public EncodingBuilder Encode(string text, int sequence)
    {
        var workspace = Workspace.Current;
        var pieces = Cut(text, workspace);
        var encoding = new EncodingBuilder { Text = text };
        var tokens = workspace.Tokens;
        var word = 0;
        foreach (var piece in pieces.Pieces)
        {
            var span = pieces.TextOf(piece);
            if (piece.IsText)
            {
                tokens.Clear();
                _definition.Model.Tokenize(span.Chars, tokens);
                foreach (var token in tokens.Tokens)
                    encoding.Slots.Add(Slot(token, span, sequence, word));
            }
            else
            {
                encoding.Slots.Add(Slot(new TokenList.Token(piece.TokenId, 0, span.Length, IsSurface: true), span, sequence, word));
            }
            word++;
        }
        return encoding;
    }

    /// <summary>Appends the ids of a text without special tokens round it; returns how many.</summary>
    public int EncodeIds(ReadOnlySpan<char> text, List<int> ids)
    {
        var before = ids.Count;
        if (_fast is null)
            EncodeGenerally(text, ids);
        else if (_added.Raw is { } raw && raw.MayMatch(text))
            EncodeParts(raw, text, ids);
        else
            EncodeWithoutRaw(text, ids);
        return ids.Count - before;
    }

    /// <summary>Shows every word of a text as the model would see it.</summary>
    public void CutWords(ReadOnlySpan<char> text, WordVisitor visit)
    {
        var pieces = Cut(text, Workspace.Current);
        foreach (var piece in pieces.Pieces)
        {
            if (piece.IsText)
                visit(pieces.TextOf(piece).Chars);
        }
    }

    private void EncodeParts(AddedTokenMatcher matcher, ReadOnlySpan<char> text, List<int> ids)
    {
        var parts = new List<AddedTokenMatcher.Part>();
        matcher.Find(text, parts);
        foreach (var part in parts)
        {
            if (part.TokenId >= 0)
                ids.Add(part.TokenId);
            else if (matcher == _added.Raw)
                EncodeWithoutRaw(text.Slice(part.Start, part.Length), ids);
            else
                EncodeFast(text.Slice(part.Start, part.Length), ids);
        }
    }

    // There is a fast way beside tokens that are searched in normalised text only where the normaliser is none or NFC, which below U+0300
    // changes nothing.
    private void EncodeWithoutRaw(ReadOnlySpan<char> text, List<int> ids)
    {
        if (_added.Normalized is not { } normalized || !normalized.MayMatch(text))
            EncodeFast(text, ids);
        else if (_definition.Normalizer is null || !text.ContainsAnyExceptInRange('\0', '\u02FF'))
            EncodeParts(normalized, text, ids);
        else
            EncodeGenerally(text, ids);
    }

    private void EncodeFast(ReadOnlySpan<char> text, List<int> ids)
    {
        if (!_fast!.TryEncode(text, ids))
            EncodeGenerally(text, ids);
    }

    private void EncodeGenerally(ReadOnlySpan<char> text, List<int> ids)
    {
        var workspace = Workspace.Current;
        var pieces = Cut(text, workspace);
        var tokens = workspace.Tokens;
        foreach (var piece in pieces.Pieces)
        {
            if (!piece.IsText)
            {
                ids.Add(piece.TokenId);
                continue;
            }
            tokens.Clear();
            _definition.Model.Tokenize(pieces.TextOf(piece).Chars, tokens);
            foreach (var token in tokens.Tokens)
                ids.Add(token.Id);
        }
    }

    private PieceList Cut(ReadOnlySpan<char> text, Workspace workspace)
    {
        var pieces = workspace.Pieces;
        pieces.Load(text);
        if (_added.Raw is { } raw)
            pieces.Extract(raw);
        if (_definition.Normalizer is { } normalizer)
            pieces.Rewrite(normalizer);
        pieces.Realign();
        if (_added.Normalized is { } normalized)
            pieces.Extract(normalized);
        _definition.PreTokenizer?.PreTokenize(pieces);
        return pieces;
    }

    private TokenSlot Slot(TokenList.Token token, AlignedSpan span, int sequence, int word)
    {
        // A token without extent keeps its place in the normalised text, as the reference has it.
        var (start, end) = token.End > token.Start
            ? (span.Starts[token.Start], span.Ends[token.End - 1])
            : (span.OriginalStart + token.Start, span.OriginalStart + token.Start);
        return new TokenSlot
        {
            Id = token.Id,
            Token = token.IsSurface ? span.Chars[token.Start..token.End].ToString() : _definition.Model.Vocabulary.TokenOf(token.Id) ?? string.Empty,
            TypeId = sequence,
            Start = start,
            End = end,
            Attention = 1,
            WordId = word,
            SequenceId = sequence,
        };
    }
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The way of a text through added tokens, normaliser, pre-tokenizer and model. Immutable.</summary>
internal sealed class EncodingPipeline(TokenizerDefinition definition, AddedVocabulary added)
{
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
                definition.Model.Tokenize(span.Chars, tokens);
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
        var workspace = Workspace.Current;
        var before = ids.Count;
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
            definition.Model.Tokenize(pieces.TextOf(piece).Chars, tokens);
            foreach (var token in tokens.Tokens)
                ids.Add(token.Id);
        }
        return ids.Count - before;
    }

    private PieceList Cut(ReadOnlySpan<char> text, Workspace workspace)
    {
        var pieces = workspace.Pieces;
        pieces.Load(text);
        if (added.Raw is { } raw)
            pieces.Extract(raw);
        if (definition.Normalizer is { } normalizer)
            pieces.Rewrite(normalizer);
        pieces.Realign();
        if (added.Normalized is { } normalized)
            pieces.Extract(normalized);
        definition.PreTokenizer?.PreTokenize(pieces);
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
            Token = token.IsSurface ? span.Chars[token.Start..token.End].ToString() : definition.Model.Vocabulary.TokenOf(token.Id) ?? string.Empty,
            TypeId = sequence,
            Start = start,
            End = end,
            Attention = 1,
            WordId = word,
            SequenceId = sequence,
        };
    }
}

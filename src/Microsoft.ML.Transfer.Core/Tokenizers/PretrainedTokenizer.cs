namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// A tokenizer as published with a model, read from <c>tokenizer.json</c> or from the older files beside it; it gives exactly the ids and
/// offsets of the reference implementation. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>
/// A surrogate without its partner, which the reference cannot take at all, is treated as U+FFFD, as .NET's encodings do; offsets still
/// count the text as it was given.
/// </remarks>
public sealed class PretrainedTokenizer : IEncoderTokenizer
{
    private readonly TokenizerDefinition _definition;
    private readonly AddedVocabulary _added;
    private readonly EncodingPipeline _pipeline;
    private readonly (int[] Ids, int[] TypeIds, int TextAt, int TextTypeId) _frame;

    internal PretrainedTokenizer(TokenizerDefinition definition)
        : this(definition, new AddedVocabulary(definition.AddedTokens, definition.Normalizer))
    {
    }

    private PretrainedTokenizer(TokenizerDefinition definition, AddedVocabulary added)
    {
        _definition = definition;
        _added = added;
        _pipeline = new EncodingPipeline(definition, added);
        _frame = Frame(definition);
        var idLimit = Math.Max(definition.Model.Vocabulary.IdLimit, added.HighestId + 1);
        VocabularySize = definition.Model.Vocabulary.Count
            + added.Tokens.Count(token => definition.Model.Vocabulary.IdOf(token.Content) < 0);
        IdLimit = idLimit;
        PadTokenId = (definition.PadToken is { } pad ? TokenToId(pad) : null)
            ?? definition.Padding?.PadId ?? TokenToId("[PAD]") ?? TokenToId("<pad>");
    }

    /// <summary>How many different tokens there are, added tokens included.</summary>
    public int VocabularySize { get; }

    /// <summary>One more than the highest id; larger than <see cref="VocabularySize"/> where ids are left out.</summary>
    public int IdLimit { get; }

    int? IEncoderTokenizer.IdLimit => IdLimit;

    /// <summary>The most tokens that the model takes, special tokens included; null where the files do not say.</summary>
    public int? ModelMaxLength => _definition.ModelMaxLength;

    /// <summary>The id of the padding token; null where there is none.</summary>
    public int? PadTokenId { get; }

    /// <summary>The id of the token that hides others from a masked language model; null where there is none.</summary>
    internal int? MaskTokenId => TokenToId("[MASK]") ?? TokenToId("<mask>");

    /// <summary>The ids of the tokens that stand for no part of a text.</summary>
    internal IEnumerable<int> SpecialTokenIds => _added.Tokens.Where(token => token.Special).Select(token => token.Id);

    /// <summary>All that the tokenizer is made of.</summary>
    internal TokenizerDefinition Definition => _definition;

    /// <summary>How <see cref="Encode"/> truncates; null for not at all.</summary>
    public TruncationOptions? Truncation => _definition.Truncation;

    /// <summary>How <see cref="Encode"/> pads; null for not at all.</summary>
    public PaddingOptions? Padding => _definition.Padding;

    /// <summary>Loads the tokenizer of a folder in Hugging Face layout.</summary>
    /// <param name="folder">
    /// A folder with <c>tokenizer.json</c>; or with <c>vocab.txt</c>, <c>vocab.json</c> and <c>merges.txt</c>, a SentencePiece <c>.model</c> or a
    /// <c>.tiktoken</c> file, beside which <c>tokenizer_config.json</c> or <c>config.json</c> says what kind of tokenizer they make.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder holds no tokenizer file that is understood.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or asks for something unknown; the message names the place.</exception>
    public static PretrainedTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new PretrainedTokenizer(TokenizerFolder.Read(folder));
    }

    /// <summary>Builds a tokenizer from the content of a <c>tokenizer.json</c>.</summary>
    /// <param name="tokenizerJson">The file's bytes, UTF-8.</param>
    /// <param name="name">What to call the file in error messages.</param>
    /// <exception cref="InvalidDataException">The content is malformed, or asks for something unknown; the message names the place.</exception>
    public static PretrainedTokenizer FromJson(ReadOnlyMemory<byte> tokenizerJson, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new PretrainedTokenizer(TokenizerJson.Read(tokenizerJson, name));
    }

    /// <summary>A <c>tokenizer.json</c>, UTF-8, from which <see cref="FromJson"/> builds the same tokenizer.</summary>
    public byte[] ToJson() => TokenizerJson.Write(_definition);

    /// <summary>The same tokenizer with another truncation and padding. Vocabularies are shared, not copied.</summary>
    public PretrainedTokenizer With(TruncationOptions? truncation, PaddingOptions? padding)
    {
        if (truncation is not null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(truncation.MaximumLength, nameof(truncation));
            ArgumentOutOfRangeException.ThrowIfNegative(truncation.Stride, nameof(truncation));
        }
        return new PretrainedTokenizer(_definition with { Truncation = truncation, Padding = padding }, _added);
    }

    /// <summary>The id of a token; null where there is no such token.</summary>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _added.Find(token)?.Id ?? (_definition.Model.Vocabulary.IdOf(token) is var id and >= 0 ? id : null);
    }

    /// <summary>The token of an id; null where there is none.</summary>
    public string? IdToToken(int id) => _added.Find(id)?.Content ?? _definition.Model.Vocabulary.TokenOf(id);

    /// <summary>How many special tokens are put round one text, or round two.</summary>
    public int SpecialTokenCount(bool pair) => _definition.PostProcessor?.AddedTokens(pair) ?? 0;

    /// <summary>Encodes a text, or a pair of texts, with everything known of each token; truncates and pads as the tokenizer says.</summary>
    /// <param name="text">The text; any UTF-16.</param>
    /// <param name="pair">A second text.</param>
    /// <param name="addSpecialTokens">Whether the special tokens of the model are put round the text.</param>
    /// <exception cref="ArgumentException">The texts cannot be truncated as the tokenizer says.</exception>
    public TokenEncoding Encode(string text, string? pair = null, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var encoding = EncodingAssembly.Assemble(
            _definition, _pipeline.Encode(text, 0), pair is null ? null : _pipeline.Encode(pair, 1), addSpecialTokens);
        if (_definition.Padding is { } padding)
            EncodingAssembly.Pad([encoding], padding);
        return new TokenEncoding(encoding);
    }

    /// <summary>Encodes many texts, several at a time, and pads them to a common length where the tokenizer pads.</summary>
    /// <param name="texts">The texts; any UTF-16.</param>
    /// <param name="addSpecialTokens">Whether the special tokens of the model are put round each text.</param>
    /// <returns>The encodings in the order of the texts.</returns>
    /// <exception cref="ArgumentException">The texts cannot be truncated as the tokenizer says.</exception>
    public TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return EncodePairs([.. texts.Select(text => (text, (string?)null))], addSpecialTokens);
    }

    /// <summary>Encodes many texts or pairs of texts, several at a time, and pads them to a common length where the tokenizer pads.</summary>
    /// <param name="texts">The texts, each with a second one or none; any UTF-16.</param>
    /// <param name="addSpecialTokens">Whether the special tokens of the model are put round each text.</param>
    /// <returns>The encodings in the order of the texts.</returns>
    /// <exception cref="ArgumentException">The texts cannot be truncated as the tokenizer says.</exception>
    public TokenEncoding[] EncodePairs(IReadOnlyList<(string Text, string? Pair)> texts, bool addSpecialTokens = true) => EncodePairs(texts, addSpecialTokens, longestText: int.MaxValue);

    /// <summary>Encodes pairs of texts of which the first has at most so many tokens, before the pair is truncated as the tokenizer says.</summary>
    internal TokenEncoding[] EncodePairs(IReadOnlyList<(string Text, string? Pair)> texts, bool addSpecialTokens, int longestText)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var (text, _) in texts)
            ArgumentNullException.ThrowIfNull(text, nameof(texts));
        var encodings = new EncodingBuilder[texts.Count];
        var errors = new ArgumentException?[texts.Count];
        Parallel.For(0, texts.Count, EncodeOne);
        // As if the texts had been encoded one after the other.
        if (Array.Find(errors, error => error is not null) is { } first)
            throw new ArgumentException(first.Message, nameof(texts), first);
        if (_definition.Padding is { } padding && encodings.Length > 0)
            EncodingAssembly.Pad(encodings, padding);
        return Array.ConvertAll(encodings, encoding => new TokenEncoding(encoding));

        void EncodeOne(int i)
        {
            var (text, pair) = texts[i];
            try
            {
                var encodedText = _pipeline.Encode(text, 0);
                if (encodedText.Count > longestText)
                    encodedText.Slots.RemoveRange(longestText, encodedText.Count - longestText);
                encodings[i] = EncodingAssembly.Assemble(_definition, encodedText, pair is null ? null : _pipeline.Encode(pair, 1), addSpecialTokens);
            }
            catch (ArgumentException error)
            {
                errors[i] = error;
            }
        }
    }

    /// <summary>
    /// Encodes a text that is given as words, such as those that carry labels. <see cref="TokenEncoding.WordIds"/> are the positions of the words
    /// in the list, and <see cref="TokenEncoding.Offsets"/> count within each word.
    /// </summary>
    /// <param name="words">The words; any UTF-16. A word that leaves nothing after normalisation has no tokens.</param>
    /// <param name="addSpecialTokens">Whether the special tokens of the model are put round the text.</param>
    /// <exception cref="ArgumentException">The text cannot be truncated as the tokenizer says.</exception>
    public TokenEncoding EncodeWords(IReadOnlyList<string> words, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(words);
        var text = new EncodingBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(words[i], nameof(words));
            foreach (var slot in _pipeline.Encode(words[i], 0).Slots)
                text.Slots.Add(slot with { WordId = i });
        }
        var encoding = EncodingAssembly.Assemble(_definition, text, null, addSpecialTokens);
        if (_definition.Padding is { } padding)
            EncodingAssembly.Pad([encoding], padding);
        return new TokenEncoding(encoding);
    }

    /// <summary>
    /// Appends the ids of a text to a list, without special tokens, truncation and padding. The fast way where offsets are not needed.
    /// </summary>
    /// <returns>How many ids were appended.</returns>
    public int EncodeIds(ReadOnlySpan<char> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _pipeline.EncodeIds(text, ids);
    }

    /// <summary>Counts the words of texts, as the normaliser and the pre-tokenizer leave them, in ordinal order.</summary>
    internal List<(string Word, long Count)> CountWords(IEnumerable<string> texts, CancellationToken cancellation) => WordCounter.Count(texts, _pipeline, cancellation);

    /// <summary>Puts the model's special tokens round the ids of a single text.</summary>
    /// <returns>The ids and, equally many, their type ids.</returns>
    public (int[] Ids, int[] TypeIds) BuildInputs(ReadOnlySpan<int> ids)
    {
        if (_definition.PostProcessor is EndOnceProcessor)
            return BuildByProcessor(ids);
        var (frame, frameTypes, textAt, textType) = _frame;
        var result = new int[frame.Length + ids.Length];
        var types = new int[result.Length];
        frame.AsSpan(0, textAt).CopyTo(result);
        frameTypes.AsSpan(0, textAt).CopyTo(types);
        ids.CopyTo(result.AsSpan(textAt));
        types.AsSpan(textAt, ids.Length).Fill(textType);
        frame.AsSpan(textAt).CopyTo(result.AsSpan(textAt + ids.Length));
        frameTypes.AsSpan(textAt).CopyTo(types.AsSpan(textAt + ids.Length));
        return (result, types);
    }

    /// <summary>The text of ids. Ids that the vocabulary lacks are left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if (IdToToken(id) is { } token && !(skipSpecialTokens && _added.IsSpecial(token)))
                tokens.Add(token);
        }
        if (_definition.Decoder is not { } decoder)
            return string.Join(' ', tokens);
        decoder.Decode(tokens);
        return string.Concat(tokens);
    }

    private (int[] Ids, int[] TypeIds) BuildByProcessor(ReadOnlySpan<int> ids)
    {
        var text = new EncodingBuilder();
        foreach (var id in ids)
            text.Slots.Add(new TokenSlot { Id = id, Token = string.Empty });
        var slots = EncodingAssembly.Assemble(_definition with { Truncation = null }, text, null, addSpecialTokens: true).Slots;
        return ([.. slots.Select(slot => slot.Id)], [.. slots.Select(slot => slot.TypeId)]);
    }

    /// <summary>The special tokens round a text that is not there, and where it would be.</summary>
    private static (int[] Ids, int[] TypeIds, int TextAt, int TextTypeId) Frame(TokenizerDefinition definition)
    {
        var text = new EncodingBuilder();
        text.Slots.Add(new TokenSlot { Id = -1, Token = string.Empty });
        var slots = EncodingAssembly.Assemble(definition with { Truncation = null }, text, null, addSpecialTokens: true).Slots;
        var at = slots.FindIndex(slot => slot.Id == -1);
        if (at < 0 || slots.FindLastIndex(slot => slot.Id == -1) != at)
            throw new InvalidDataException("The post-processor must keep the text exactly once.");
        var type = slots[at].TypeId;
        slots.RemoveAt(at);
        return ([.. slots.Select(slot => slot.Id)], [.. slots.Select(slot => slot.TypeId)], at, type);
    }
}

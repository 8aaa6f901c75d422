using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Trains the vocabulary of a tokenizer from texts.</summary>
public static class VocabularyTrainer
{
    private static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Trains a vocabulary and makes a tokenizer of it that frames texts as BERT does: [CLS] A [SEP] B [SEP].</summary>
    /// <param name="texts">The texts, read once; lines of about a paragraph are best.</param>
    /// <param name="options">What vocabulary to train.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <returns>The tokenizer; <see cref="PretrainedTokenizer.ToJson"/> writes it. Equal texts and options give equal tokenizers, on any number of cores.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The texts hold no words, or the special tokens and characters alone exceed the size.</exception>
    public static PretrainedTokenizer Train(IEnumerable<string> texts, VocabularyTrainingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new VocabularyTrainingOptions();
        VocabularyTrainingOptions.Validate(options);
        string[] special = [.. SpecialTokens, .. options.AdditionalSpecialTokens];
        var frame = Frame(options, special);
        var words = WordCounter.Count(texts, new EncodingPipeline(frame, new AddedVocabulary([], null)), cancellation);
        if (words.Count == 0)
            throw new ArgumentException("The texts hold no words to train a vocabulary from.", nameof(texts));
        ITokenModel model = options.Kind switch
        {
            VocabularyKind.WordPiece => TrainWordPiece(words, special, options, cancellation),
            VocabularyKind.ByteLevelBytePair => TrainBytePair(words, special, options, cancellation),
            _ => UnigramTrainer.Train(words, special, options, cancellation),
        };
        return new PretrainedTokenizer(frame with { Model = model });
    }

    private static WordPieceModel TrainWordPiece(List<(string Word, long Count)> words, string[] special, VocabularyTrainingOptions options, CancellationToken cancellation)
    {
        const string prefix = "##";
        var alphabet = Alphabet.Of(words, options.AlphabetLimit);
        // A character is in the vocabulary both as the beginning of a word and as the rest of one.
        var trainer = Train(words, [.. special, .. alphabet, .. alphabet.Select(character => prefix + character)], prefix, options, cancellation);
        return new WordPieceModel(Numbered(trainer.Tokens), "[UNK]", prefix, 100);
    }

    private static BytePairModel TrainBytePair(List<(string Word, long Count)> words, string[] special, VocabularyTrainingOptions options, CancellationToken cancellation)
    {
        var bytes = Enumerable.Range(0, 256).Select(value => ByteCharacters.Of((byte)value).ToString()).Order(StringComparer.Ordinal);
        var trainer = Train(words, [.. special, .. bytes], string.Empty, options, cancellation);
        var vocabulary = Numbered(trainer.Tokens);
        return new BytePairModel(vocabulary, BytePairModel.Resolve(vocabulary, [.. trainer.Merges], string.Empty, "the trained merges"), new BytePairSettings());
    }

    private static MergeTrainer Train(
        List<(string Word, long Count)> words, string[] reserved, string prefix, VocabularyTrainingOptions options, CancellationToken cancellation)
    {
        if (reserved.Length > options.VocabularySize)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The special tokens and characters alone are {reserved.Length} tokens; the vocabulary size {options.VocabularySize} is too small, or the alphabet limit too large."), nameof(options));
        }
        var trainer = new MergeTrainer(reserved, prefix);
        trainer.Train(words, options.VocabularySize, options.MinimumFrequency, cancellation);
        return trainer;
    }

    private static Vocabulary Numbered(IReadOnlyList<string> tokens) =>
        new([.. tokens.Select((token, id) => KeyValuePair.Create(token, id))], "the trained vocabulary");

    /// <summary>The tokenizer but for its model.</summary>
    private static TokenizerDefinition Frame(VocabularyTrainingOptions options, string[] special)
    {
        var ids = special.Select((token, id) => KeyValuePair.Create(token, id)).ToArray();
        return new TokenizerDefinition(new WordLevelModel(new Vocabulary(ids, "the special tokens"), "[UNK]"))
        {
            Normalizer = options.Kind switch
            {
                VocabularyKind.WordPiece => new BertNormalizer(cleanText: true, handleChinese: true, stripAccents: null, options.Lowercase),
                VocabularyKind.Unigram => UnigramNormalizer(options.Lowercase),
                _ => null,
            },
            PreTokenizer = options.Kind switch
            {
                VocabularyKind.WordPiece => new BertPreTokenizer(),
                VocabularyKind.Unigram => new MetaspacePreTokenizer(MetaspacePreTokenizer.DefaultReplacement.ToString(), PrependScheme.Always, split: true),
                _ => new ByteLevelPreTokenizer(false, true, useRegex: true),
            },
            PostProcessor = TemplateText.Parse("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", token => Array.IndexOf(special, token)),
            Decoder = options.Kind switch
            {
                VocabularyKind.WordPiece => new WordPieceDecoder("##", cleanUp: true),
                VocabularyKind.Unigram => new MetaspaceDecoder(MetaspacePreTokenizer.DefaultReplacement, PrependScheme.Always, split: true),
                _ => new ByteLevelDecoder(true, true, true),
            },
            AddedTokens = [.. ids.Select(entry => new AddedToken(entry.Key, entry.Value) { Special = true, StripLeft = entry.Key is "[MASK]" && options.Kind != VocabularyKind.WordPiece })],
            PadToken = "[PAD]",
        };
    }

    private static SequenceNormalizer UnigramNormalizer(bool lowercase)
    {
        ImmutableArray<INormalizer> accents = lowercase ? [new UnicodeNormalizer(compatibility: true, compose: false), new StripAccentsNormalizer(), new LowercaseNormalizer()] : [];
        return new SequenceNormalizer([new NmtNormalizer(), new UnicodeNormalizer(compatibility: true, compose: true), .. accents, new ReplaceNormalizer(new RegexPattern(" {2,}"), " ")]);
    }
}

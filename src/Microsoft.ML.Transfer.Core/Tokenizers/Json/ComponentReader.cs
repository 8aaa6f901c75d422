namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds the components that tokenizer.json names by their type.</summary>
internal static class ComponentReader
{
    private static readonly SortedDictionary<string, Func<ComponentJson, INormalizer>> Normalizers = new(StringComparer.Ordinal)
    {
        ["BertNormalizer"] = BertNormalizer.Read,
        ["ByteLevel"] = _ => ByteLevelNormalizer.Instance,
        ["Lowercase"] = _ => new LowercaseNormalizer(),
        ["NFC"] = _ => new UnicodeNormalizer(compatibility: false, compose: true),
        ["NFD"] = _ => new UnicodeNormalizer(compatibility: false, compose: false),
        ["NFKC"] = _ => new UnicodeNormalizer(compatibility: true, compose: true),
        ["NFKD"] = _ => new UnicodeNormalizer(compatibility: true, compose: false),
        ["Nmt"] = _ => new NmtNormalizer(),
        ["Precompiled"] = PrecompiledNormalizer.Read,
        ["Prepend"] = PrependNormalizer.Read,
        ["Replace"] = ReplaceNormalizer.Read,
        ["Sequence"] = SequenceNormalizer.Read,
        ["Strip"] = StripNormalizer.Read,
        ["StripAccents"] = _ => new StripAccentsNormalizer(),
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IPreTokenizer>> PreTokenizers = new(StringComparer.Ordinal)
    {
        ["BertPreTokenizer"] = _ => new BertPreTokenizer(),
        ["ByteLevel"] = ByteLevelPreTokenizer.Read,
        ["CharDelimiterSplit"] = DelimiterPreTokenizer.Read,
        ["Digits"] = DigitsPreTokenizer.Read,
        ["FixedLength"] = FixedLengthPreTokenizer.Read,
        ["Metaspace"] = MetaspacePreTokenizer.Read,
        ["Punctuation"] = PunctuationPreTokenizer.Read,
        ["Sequence"] = SequencePreTokenizer.Read,
        ["Split"] = SplitPreTokenizer.Read,
        ["UnicodeScripts"] = _ => new ScriptsPreTokenizer(),
        ["Whitespace"] = _ => new WhitespacePreTokenizer(),
        ["WhitespaceSplit"] = _ => new WhitespaceSplitPreTokenizer(),
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, ITokenModel>> Models = new(StringComparer.Ordinal)
    {
        ["BPE"] = BytePairModel.Read,
        ["Unigram"] = UnigramModel.Read,
        ["WordLevel"] = WordLevelModel.Read,
        ["WordPiece"] = WordPieceModel.Read,
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IPostProcessor>> PostProcessors = new(StringComparer.Ordinal)
    {
        ["BertProcessing"] = ClassifierProcessor.ReadBert,
        ["ByteLevel"] = ByteLevelProcessor.Read,
        [EndOnceProcessor.Type] = EndOnceProcessor.Read,
        ["RobertaProcessing"] = ClassifierProcessor.ReadRoberta,
        ["Sequence"] = SequenceProcessor.Read,
        ["TemplateProcessing"] = TemplateProcessor.Read,
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IDecoder>> Decoders = new(StringComparer.Ordinal)
    {
        ["BPEDecoder"] = BytePairDecoder.Read,
        ["ByteFallback"] = _ => new ByteFallbackDecoder(),
        ["ByteLevel"] = ByteLevelDecoder.Read,
        ["CTC"] = CtcDecoder.Read,
        ["Fuse"] = _ => new FuseDecoder(),
        ["Metaspace"] = MetaspaceDecoder.Read,
        ["Replace"] = ReplaceDecoder.Read,
        ["Sequence"] = SequenceDecoder.Read,
        ["Strip"] = StripDecoder.Read,
        ["WordPiece"] = WordPieceDecoder.Read,
    };

    public static INormalizer Normalizer(ComponentJson json) => Read(json, Normalizers, "normalizer");

    public static IPreTokenizer PreTokenizer(ComponentJson json) => Read(json, PreTokenizers, "pre-tokenizer");

    public static ITokenModel Model(ComponentJson json) => Read(json, Models, "model");

    public static IPostProcessor PostProcessor(ComponentJson json) => Read(json, PostProcessors, "post-processor");

    public static IDecoder Decoder(ComponentJson json) => Read(json, Decoders, "decoder");

    private static string GuessModel(ComponentJson json) =>
        json.Has("merges") ? "BPE" : json.Has("unk_id") ? "Unigram" : json.Has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";

    private static T Read<T>(ComponentJson json, SortedDictionary<string, Func<ComponentJson, T>> readers, string kind)
    {
        // The oldest files leave out the type of the model; its other members tell it.
        var type = json.OptionalString("type") ?? (typeof(T) == typeof(ITokenModel) ? GuessModel(json) : null) ?? json.String("type");
        if (!readers.TryGetValue(type, out var read))
            throw json.Error($"is of the unknown {kind} type '{type}'; supported are {string.Join(", ", readers.Keys)}");
        var component = read(json);
        json.RejectOthers();
        return component;
    }
}

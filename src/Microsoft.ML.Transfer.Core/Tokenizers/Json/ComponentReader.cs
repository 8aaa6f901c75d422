namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds the components that tokenizer.json names by their type.</summary>
internal static class ComponentReader
{
    private static readonly SortedDictionary<string, Func<ComponentJson, INormalizer>> Normalizers = new(StringComparer.Ordinal)
    {
        ["BertNormalizer"] = BertNormalizer.Read,
        ["Lowercase"] = _ => new LowercaseNormalizer(),
        ["NFC"] = _ => new UnicodeNormalizer(compatibility: false, compose: true),
        ["NFD"] = _ => new UnicodeNormalizer(compatibility: false, compose: false),
        ["NFKC"] = _ => new UnicodeNormalizer(compatibility: true, compose: true),
        ["NFKD"] = _ => new UnicodeNormalizer(compatibility: true, compose: false),
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IPreTokenizer>> PreTokenizers = new(StringComparer.Ordinal)
    {
        ["BertPreTokenizer"] = _ => new BertPreTokenizer(),
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, ITokenModel>> Models = new(StringComparer.Ordinal)
    {
        ["WordLevel"] = WordLevelModel.Read,
        ["WordPiece"] = WordPieceModel.Read,
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IPostProcessor>> PostProcessors = new(StringComparer.Ordinal)
    {
        ["TemplateProcessing"] = TemplateProcessor.Read,
    };

    private static readonly SortedDictionary<string, Func<ComponentJson, IDecoder>> Decoders = new(StringComparer.Ordinal)
    {
        ["WordPiece"] = WordPieceDecoder.Read,
    };

    public static INormalizer Normalizer(ComponentJson json) => Read(json, Normalizers, "normalizer");

    public static IPreTokenizer PreTokenizer(ComponentJson json) => Read(json, PreTokenizers, "pre-tokenizer");

    public static ITokenModel Model(ComponentJson json) => Read(json, Models, "model");

    public static IPostProcessor PostProcessor(ComponentJson json) => Read(json, PostProcessors, "post-processor");

    public static IDecoder Decoder(ComponentJson json) => Read(json, Decoders, "decoder");

    private static T Read<T>(ComponentJson json, SortedDictionary<string, Func<ComponentJson, T>> readers, string kind)
    {
        var type = json.String("type");
        if (!readers.TryGetValue(type, out var read))
            throw json.Error($"is of the unknown {kind} type '{type}'; supported are {string.Join(", ", readers.Keys)}");
        var component = read(json);
        json.RejectOthers();
        return component;
    }
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds the tokenizer of BERT and its like from vocab.txt and tokenizer_config.json.</summary>
internal static class BertConversion
{
    private static readonly Dictionary<string, string> BertTokens = new(StringComparer.Ordinal)
    {
        ["unk_token"] = "[UNK]",
        ["sep_token"] = "[SEP]",
        ["pad_token"] = "[PAD]",
        ["cls_token"] = "[CLS]",
        ["mask_token"] = "[MASK]",
    };

    private static readonly Dictionary<string, string> MPNetTokens = new(SpecialTokens.OfSentences, StringComparer.Ordinal)
    {
        ["unk_token"] = "[UNK]",
    };

    public static TokenizerDefinition Convert(Vocabulary vocabulary, TokenizerConfig config, TokenizerKind kind)
    {
        var isMPNet = kind == TokenizerKind.MPNet;
        var defaults = isMPNet ? MPNetTokens : BertTokens;
        var added = SpecialTokens.Collect(vocabulary, config, defaults, maskSwallowsSpace: isMPNet);
        var begin = SpecialTokens.Name(config, defaults, "cls_token")!;
        var end = SpecialTokens.Name(config, defaults, "sep_token")!;
        return new TokenizerDefinition(new WordPieceModel(vocabulary, SpecialTokens.Name(config, defaults, "unk_token")!, "##", 100))
        {
            Normalizer = new BertNormalizer(
                cleanText: true,
                handleChinese: config.Boolean("tokenize_chinese_chars") ?? true,
                stripAccents: config.Boolean("strip_accents"),
                lowercase: config.Boolean("do_lower_case") ?? true),
            PreTokenizer = new BertPreTokenizer(),
            PostProcessor = TemplateText.Parse(
                $"{begin}:0 $A:0 {end}:0",
                isMPNet ? $"{begin}:0 $A:0 {end}:0 {end}:0 $B:1 {end}:1" : $"{begin}:0 $A:0 {end}:0 $B:1 {end}:1",
                token => SpecialTokens.Id(vocabulary, added, token)),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            AddedTokens = added,
        };
    }
}

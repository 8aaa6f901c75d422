using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds the tokenizer of BERT and its like from vocab.txt and tokenizer_config.json.</summary>
internal static class BertConversion
{
    public static TokenizerDefinition Convert(Vocabulary vocabulary, TokenizerConfig config)
    {
        var unknown = config.Token("unk_token") ?? "[UNK]";
        var begin = config.Token("cls_token") ?? "[CLS]";
        var end = config.Token("sep_token") ?? "[SEP]";
        var model = new WordPieceModel(vocabulary, unknown, "##", 100);
        return new TokenizerDefinition(model)
        {
            Normalizer = new BertNormalizer(
                cleanText: true,
                handleChinese: config.Boolean("tokenize_chinese_chars") ?? true,
                stripAccents: config.Boolean("strip_accents"),
                lowercase: config.Boolean("do_lower_case") ?? true),
            PreTokenizer = new BertPreTokenizer(),
            PostProcessor = Template(begin, Id(vocabulary, begin), end, Id(vocabulary, end)),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            AddedTokens = SpecialTokens(vocabulary, config, [unknown, end, config.Token("pad_token") ?? "[PAD]", begin, config.Token("mask_token") ?? "[MASK]"]),
        };
    }

    private static TemplateProcessor Template(string begin, int beginId, string end, int endId) => new(
        [TemplateProcessor.TemplatePiece.Special(begin, 0), TemplateProcessor.TemplatePiece.Text(0, 0), TemplateProcessor.TemplatePiece.Special(end, 0)],
        [
            TemplateProcessor.TemplatePiece.Special(begin, 0), TemplateProcessor.TemplatePiece.Text(0, 0), TemplateProcessor.TemplatePiece.Special(end, 0),
            TemplateProcessor.TemplatePiece.Text(1, 1), TemplateProcessor.TemplatePiece.Special(end, 1),
        ],
        [new(begin, [beginId], [begin]), new(end, [endId], [end])]);

    /// <summary>The tokens that the files state, and the named ones among the vocabulary that they leave out.</summary>
    private static ImmutableArray<AddedToken> SpecialTokens(Vocabulary vocabulary, TokenizerConfig config, IEnumerable<string> named)
    {
        var tokens = config.AddedTokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        foreach (var name in named)
        {
            if (vocabulary.IdOf(name) is var id and >= 0)
                tokens.TryAdd(name, new AddedToken(name, id) { Special = true });
        }
        return [.. tokens.Values.OrderBy(token => token.Id)];
    }

    private static int Id(Vocabulary vocabulary, string token) => vocabulary.IdOf(token) is var id and >= 0 ? id
        : throw new InvalidDataException($"The vocabulary lacks the special token '{token}', which the tokenizer puts round every text.");
}

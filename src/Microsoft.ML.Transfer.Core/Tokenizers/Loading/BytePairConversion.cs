using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds byte-level byte-pair tokenizers from vocab.json and merges.txt.</summary>
internal static class BytePairConversion
{
    private static readonly IReadOnlyDictionary<string, string> Gpt2Tokens = Same("<|endoftext|>", "bos_token", "eos_token", "unk_token");

    private static readonly IReadOnlyDictionary<string, string> Qwen2Tokens = Same("<|endoftext|>", "eos_token", "unk_token", "pad_token");

    public static TokenizerDefinition Convert((byte[] Bytes, string Path) vocabularyFile, (byte[] Bytes, string Path) mergesFile, TokenizerConfig config, TokenizerKind kind)
    {
        using var document = BoundedJson.Parse(vocabularyFile.Bytes, vocabularyFile.Path, JsonLimits.Large);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{vocabularyFile.Path} must hold an object of tokens and their ids.");
        var vocabulary = VocabularyFiles.FromJson(document.RootElement, vocabularyFile.Path);
        var merges = BytePairModel.Resolve(vocabulary, ReadMerges(mergesFile.Bytes, mergesFile.Path), string.Empty, mergesFile.Path);
        return Convert(new BytePairModel(vocabulary, merges, new BytePairSettings()), config, kind);
    }

    private static TokenizerDefinition Convert(BytePairModel model, TokenizerConfig config, TokenizerKind kind)
    {
        var defaults = kind switch
        {
            TokenizerKind.Roberta => SpecialTokens.OfSentences,
            TokenizerKind.Deberta => SpecialTokens.OfClassifiers,
            TokenizerKind.Qwen2 => Qwen2Tokens,
            _ => Gpt2Tokens,
        };
        var vocabulary = model.Vocabulary;
        var added = SpecialTokens.Collect(vocabulary, config, defaults, maskSwallowsSpace: kind is TokenizerKind.Roberta or TokenizerKind.Deberta);
        var prefixSpace = config.Boolean("add_prefix_space") ?? false;
        var begin = SpecialTokens.Name(config, defaults, "cls_token");
        var end = SpecialTokens.Name(config, defaults, "sep_token");
        int Id(string token) => SpecialTokens.Id(vocabulary, added, token);
        return new TokenizerDefinition(model)
        {
            Normalizer = kind == TokenizerKind.Qwen2 ? new UnicodeNormalizer(compatibility: false, compose: true) : null,
            PreTokenizer = kind == TokenizerKind.Qwen2
                ? new SequencePreTokenizer([new SplitPreTokenizer(new RegexPattern(ClWords.PatternOfOne), SplitBehavior.Isolated, invert: false), new ByteLevelPreTokenizer(prefixSpace, true, useRegex: false)])
                : new ByteLevelPreTokenizer(prefixSpace, true, useRegex: true),
            PostProcessor = kind switch
            {
                TokenizerKind.Roberta => ClassifierProcessor.Roberta((begin!, Id(begin!)), (end!, Id(end!)), trimOffsets: true, prefixSpace),
                TokenizerKind.Deberta => TemplateText.Parse($"{begin}:0 $A:0 {end}:0", $"{begin}:0 $A:0 {end}:0 $B:1 {end}:1", Id),
                _ => BeginOnly(config, defaults, Id),
            },
            Decoder = new ByteLevelDecoder(true, true, true),
            AddedTokens = added,
        };
    }

    /// <summary>Reads merges.txt: two tokens a line; the first line may be a comment.</summary>
    public static List<(string Left, string Right)> ReadMerges(byte[] utf8, string name)
    {
        var merges = new List<(string Left, string Right)>();
        var lines = Encoding.UTF8.GetString(utf8).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length == 0 || (i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            merges.Add(BytePairModel.SplitMerge(line)
                ?? throw new InvalidDataException(FormattableString.Invariant($"{name}, line {i + 1}: '{line}' is not two tokens with one space between.")));
        }
        return merges;
    }

    private static IPostProcessor BeginOnly(TokenizerConfig config, IReadOnlyDictionary<string, string> defaults, Func<string, int> id)
    {
        if (config.Boolean("add_bos_token") == true && SpecialTokens.Name(config, defaults, "bos_token") is { } begin)
            return TemplateText.Parse($"{begin}:0 $A:0", $"{begin}:0 $A:0 {begin}:1 $B:1", id);
        return new ByteLevelProcessor(true, trimOffsets: false, true);
    }

    private static Dictionary<string, string> Same(string token, params string[] members) =>
        members.ToDictionary(member => member, _ => token, StringComparer.Ordinal);
}

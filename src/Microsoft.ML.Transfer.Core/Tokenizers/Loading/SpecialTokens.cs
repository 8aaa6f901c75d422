using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The added tokens of tokenizers that are built from older files.</summary>
internal static class SpecialTokens
{
    private static readonly string[] Members = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>What special tokens are called where sentences stand between marks: RoBERTa, XLM-RoBERTa and others.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfSentences = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bos_token"] = "<s>",
        ["eos_token"] = "</s>",
        ["unk_token"] = "<unk>",
        ["sep_token"] = "</s>",
        ["pad_token"] = "<pad>",
        ["cls_token"] = "<s>",
        ["mask_token"] = "<mask>",
    };

    /// <summary>What special tokens are called where BERT's names were taken over: DeBERTa and, with other unknowns, ALBERT.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfClassifiers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bos_token"] = "[CLS]",
        ["eos_token"] = "[SEP]",
        ["unk_token"] = "[UNK]",
        ["sep_token"] = "[SEP]",
        ["pad_token"] = "[PAD]",
        ["cls_token"] = "[CLS]",
        ["mask_token"] = "[MASK]",
    };

    /// <summary>The tokens that the files state, and the special ones that they only name, with the flags that the kind of tokenizer gives them.</summary>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="config">What the files say.</param>
    /// <param name="defaults">What a special token is called where the files do not say.</param>
    /// <param name="maskSwallowsSpace">Whether the mask takes the white space before it.</param>
    public static ImmutableArray<AddedToken> Collect(
        Vocabulary vocabulary, TokenizerConfig config, IReadOnlyDictionary<string, string> defaults, bool maskSwallowsSpace)
    {
        var tokens = config.AddedTokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        var next = Math.Max(vocabulary.IdLimit, tokens.Values.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        foreach (var member in Members)
        {
            if (Name(config, defaults, member) is not { Length: > 0 } content)
                continue;
            var id = vocabulary.IdOf(content);
            var stated = config.TokenWithFlags(member);
            if (tokens.TryGetValue(content, out var known))
            {
                tokens[content] = known with { Special = true };
                continue;
            }
            // A token that only these files know gets the next id; one that is a mere default is not added.
            if (id < 0 && config.Token(member) is null)
                continue;
            var token = stated ?? new AddedToken(content, -1) { StripLeft = maskSwallowsSpace && member is "mask_token" };
            tokens[content] = token with { Id = id >= 0 ? id : next++, Special = true };
        }
        foreach (var content in config.Strings("additional_special_tokens"))
        {
            if (tokens.TryGetValue(content, out var known))
                tokens[content] = known with { Special = true };
            else
                tokens[content] = new AddedToken(content, vocabulary.IdOf(content) is var id and >= 0 ? id : next++) { Special = true };
        }
        return [.. tokens.Values.OrderBy(token => token.Id)];
    }

    /// <summary>What a special token is called.</summary>
    public static string? Name(TokenizerConfig config, IReadOnlyDictionary<string, string> defaults, string member) =>
        config.Token(member) ?? defaults.GetValueOrDefault(member);

    /// <summary>The id of a token among the vocabulary and the added tokens.</summary>
    public static int Id(Vocabulary vocabulary, ImmutableArray<AddedToken> added, string token) =>
        vocabulary.IdOf(token) is var id and >= 0 ? id
        : added.FirstOrDefault(candidate => string.Equals(candidate.Content, token, StringComparison.Ordinal))?.Id
            ?? throw new InvalidDataException($"The vocabulary lacks the special token '{token}', which the tokenizer puts round every text.");
}

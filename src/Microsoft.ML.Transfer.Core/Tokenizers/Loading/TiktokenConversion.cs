using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds byte-level tokenizers from .tiktoken files: a token in base 64 and its rank a line. How text is split follows from the file's name.</summary>
internal static class TiktokenConversion
{
    private const string OPattern =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly SortedDictionary<string, Encoding> Encodings = new(StringComparer.Ordinal)
    {
        ["cl100k_base"] = new(ClWords.PatternOfThree, ("<|endoftext|>", 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260), ("<|endofprompt|>", 100276)),
        ["gpt2"] = new(null, ("<|endoftext|>", 50256)),
        ["o200k_base"] = new(OPattern, ("<|endoftext|>", 199999), ("<|endofprompt|>", 200018)),
        ["p50k_base"] = new(null, ("<|endoftext|>", 50256)),
        ["p50k_edit"] = new(null, ("<|endoftext|>", 50256), ("<|fim_prefix|>", 50281), ("<|fim_middle|>", 50282), ("<|fim_suffix|>", 50283)),
        ["qwen"] = new(ClWords.PatternOfOne, ("<|endoftext|>", 151643), ("<|im_start|>", 151644), ("<|im_end|>", 151645)),
        ["r50k_base"] = new(null, ("<|endoftext|>", 50256)),
    };

    public static TokenizerDefinition Convert(byte[] bytes, string path, TokenizerConfig config)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!Encodings.TryGetValue(name, out var encoding))
            throw new InvalidDataException($"{path}: how '{name}' splits text is not known; supported are {string.Join(", ", Encodings.Keys)}.");
        var ranks = ReadRanks(bytes, path);
        var tokens = ranks.Select(entry => entry.Key).ToArray();
        var merges = SentencePieceMerges.Derive(tokens, index => ranks[index].Value);
        var vocabulary = new Vocabulary(ranks, path);
        var bytesOnly = new ByteLevelPreTokenizer(false, true, useRegex: encoding.Pattern is null);
        return new TokenizerDefinition(new BytePairModel(
            vocabulary, BytePairModel.Resolve(vocabulary, merges, string.Empty, path), new BytePairSettings { IgnoreMerges = true }))
        {
            PreTokenizer = encoding.Pattern is null ? bytesOnly
                : new SequencePreTokenizer([new SplitPreTokenizer(new RegexPattern(encoding.Pattern), SplitBehavior.Isolated, invert: false), bytesOnly]),
            PostProcessor = new ByteLevelProcessor(true, trimOffsets: false, true),
            Decoder = new ByteLevelDecoder(true, true, true),
            AddedTokens = config.AddedTokens.IsEmpty
                ? [.. encoding.Special.Select(token => new AddedToken(token.Token, token.Id) { Special = true })]
                : config.AddedTokens,
        };
    }

    private static List<KeyValuePair<string, int>> ReadRanks(ReadOnlySpan<byte> bytes, string path)
    {
        var ranks = new List<KeyValuePair<string, int>>();
        var text = new StringBuilder();
        Span<byte> token = stackalloc byte[1024];
        for (var line = 1; !bytes.IsEmpty; line++)
        {
            var end = bytes.IndexOf((byte)'\n');
            var content = (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (content.IsEmpty)
                continue;
            var space = content.IndexOf((byte)' ');
            if (space < 0 || Base64.DecodeFromUtf8(content[..space], token, out _, out var length) != System.Buffers.OperationStatus.Done
                || !int.TryParse(content[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var rank))
            {
                throw new InvalidDataException(FormattableString.Invariant($"{path}, line {line}: not a token in base 64, a space and a rank."));
            }
            text.Clear();
            foreach (var value in token[..length])
                text.Append(ByteCharacters.Of(value));
            ranks.Add(new(text.ToString(), rank));
        }
        return ranks.Count > 0 ? ranks : throw new InvalidDataException($"{path} holds no tokens.");
    }

    private sealed record Encoding(string? Pattern, params ImmutableArray<(string Token, int Id)> Special);
}

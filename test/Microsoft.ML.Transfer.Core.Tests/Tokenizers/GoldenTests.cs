using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Every line and pair of the parity kit, against what the reference engine gave.</summary>
[TestClass]
public sealed class GoldenTests
{
    public static IEnumerable<object[]> WithFastGolden =>
    [
        ["albert-base"], ["albert-keep-accents"], ["bert-base-chinese"], ["bert-base-uncased"], ["deberta-small"], ["deberta-v3-small"], ["gpt2"], ["gpt2-small"], ["gpt2-small-prefix-space"], ["llama-small"],
        ["llama3-like"], ["minilm-like"], ["mixed-pretokenizers"], ["modernbert-like"], ["mpnet"], ["qwen2-small"], ["roberta-small"],
        ["roberta-small-prefix-space"], ["t5-small-own"], ["wordlevel"], ["wordpiece-cased"], ["wordpiece-cased-strip-accents"],
        ["wordpiece-lower-keep-accents"], ["wordpiece-no-chinese"], ["wordpiece-uncased"], ["xlm-roberta-small"],
    ];

    /// <summary>Those that have both tokenizer.json and the older files.</summary>
    public static IEnumerable<object[]> WithOlderFiles =>
    [
        ["deberta-small"], ["gpt2-small"], ["gpt2-small-prefix-space"], ["llama-small"], ["mpnet"], ["qwen2-small"], ["roberta-small"],
        ["roberta-small-prefix-space"], ["t5-small-own"], ["wordpiece-cased"], ["wordpiece-cased-strip-accents"], ["wordpiece-lower-keep-accents"],
        ["wordpiece-no-chinese"], ["wordpiece-uncased"], ["xlm-roberta-small"],
    ];

    [TestMethod]
    [DynamicData(nameof(WithOlderFiles))]
    public void OlderFilesMakeTheSameTokenizer(string name)
    {
        using var folder = new ParityFolder(name, withTokenizerJson: false);
        CompareLines(name + " from older files", folder);
        ComparePairs(name + " from older files", folder);
    }

    [TestMethod]
    [DynamicData(nameof(WithFastGolden))]
    public void EveryLineEqualsTheReference(string name)
    {
        using var folder = new ParityFolder(name);
        CompareLines(name, folder);
    }

    [TestMethod]
    [DynamicData(nameof(WithFastGolden))]
    public void EveryPairEqualsTheReference(string name)
    {
        using var folder = new ParityFolder(name);
        ComparePairs(name, folder);
    }

    [TestMethod]
    public void WithoutAFastReferenceTheSlowOneCounts()
    {
        const string name = "t5-small-own-nonlegacy";
        using var folder = new ParityFolder(name);
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        var texts = ParityFolder.Texts();
        var golden = folder.Golden("golden.slow.jsonl.gz")!;
        var report = new MismatchReport(name);
        foreach (var line in golden)
        {
            var i = line.GetProperty("i").GetInt32();
            if (line.TryGetProperty("error", out _))
                continue;
            report.Start($"{i} {JsonSerializer.Serialize(texts[i])}");
            var encoding = tokenizer.Encode(texts[i]);
            report.Same("ids", Integers(line, "ids"), encoding.Ids);
            report.Same("tokens", Strings(line, "tokens"), PlainTokens(tokenizer, encoding, []));
            report.Same("decoded", [line.GetProperty("decoded").GetString()!], [tokenizer.Decode(encoding.Ids)]);
        }
        report.AssertAllEqual(golden.Count(line => !line.TryGetProperty("error", out _)));
    }

    [TestMethod]
    public void WithoutAFastReferenceTheSlowPairsCount()
    {
        const string name = "t5-small-own-nonlegacy";
        using var folder = new ParityFolder(name);
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        var texts = ParityFolder.Texts();
        var pairs = JsonLines.Read(SharedData.Require("parity", "tokenizers", "pairs.jsonl"));
        var golden = folder.Golden("golden.slow.pairs.jsonl.gz")!;
        var report = new MismatchReport(name + " pairs");
        foreach (var expected in golden)
        {
            var pair = pairs[expected.GetProperty("k").GetInt32()];
            report.Start(pair.GetRawText());
            var second = pair.GetProperty("b") is { ValueKind: JsonValueKind.Number } b ? texts[b.GetInt32()] : null;
            TokenEncoding encoding;
            try
            {
                encoding = Configured(tokenizer, pair).Encode(texts[pair.GetProperty("a").GetInt32()], second);
            }
            catch (ArgumentException)
            {
                // Where a text is too short to cut, the slow tokenizers give an encoding that is too long; ours is the fast engine's error.
                report.Same("error", [true], [Integers(expected, "ids").Length > pair.GetProperty("max_length").GetInt32()]);
                continue;
            }
            report.Same("ids", Integers(expected, "ids"), encoding.Ids);
            // The slow tokenizer counts an end in the type ids even where it adds none; they are all 0.
            report.Same("type_ids", Integers(expected, "type_ids").Take(encoding.Ids.Length), encoding.TypeIds);
            report.Same("attention", Integers(expected, "attention_mask"), encoding.AttentionMask);
        }
        report.AssertAllEqual(golden.Count);
    }

    private static void CompareLines(string name, ParityFolder folder)
    {
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        var rewritten = PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten");
        var texts = ParityFolder.Texts();
        var golden = folder.Golden("golden.fast.jsonl.gz")!;
        var slow = folder.Golden("golden.slow.jsonl.gz")?.ToDictionary(line => line.GetProperty("i").GetInt32());
        var report = new MismatchReport(name);
        foreach (var line in golden)
        {
            var i = line.GetProperty("i").GetInt32();
            if (line.TryGetProperty("error", out _))
                continue;
            var text = texts[i];
            var encoding = tokenizer.Encode(text);
            var expectedIds = Integers(line, "ids");
            var isSpecial = line.TryGetProperty("special", out _) ? Integers(line, "special") : new int[expectedIds.Length];
            var expectedPlain = line.TryGetProperty("ids_plain", out _) ? Integers(line, "ids_plain")
                : [.. expectedIds.Where((_, k) => isSpecial[k] == 0)];
            report.Start(FormattableString.Invariant($"{i} {JsonSerializer.Serialize(text)}"));
            report.Same("ids", expectedIds, encoding.Ids);
            report.Same("offsets", Integers(line, "offsets"), new CodePointOffsets(text).Flat(encoding.Offsets));
            report.Same("special", isSpecial, encoding.SpecialTokens.Select(special => special ? 1 : 0));
            report.Same("plain", expectedPlain, tokenizer.Encode(text, addSpecialTokens: false).Ids);
            if (line.TryGetProperty("tokens", out _))
                report.Same("tokens", Strings(line, "tokens"), encoding.Tokens);
            else
                report.Same("tokens", Strings(slow![i], "tokens"), PlainTokens(tokenizer, encoding, Strings(slow[i], "tokens")));
            var decoded = line.TryGetProperty("decoded", out var own) ? own : slow![i].GetProperty("decoded");
            report.Same("decoded", [decoded.GetString()!], [tokenizer.Decode(encoding.Ids)]);
            report.Same("rewritten", encoding.Ids, rewritten.Encode(text).Ids);
            var fast = new List<int>();
            tokenizer.EncodeIds(text, fast);
            report.Same("EncodeIds", tokenizer.With(null, null).Encode(text, addSpecialTokens: false).Ids, fast);
            if (tokenizer.Truncation is null && tokenizer.Padding is null)
            {
                var (ids, typeIds) = tokenizer.BuildInputs([.. fast]);
                report.Same("BuildInputs", expectedIds, ids);
                report.Same("BuildInputs types", encoding.TypeIds, typeIds);
            }
        }
        report.AssertAllEqual(golden.Count(line => !line.TryGetProperty("error", out _)));
    }

    private static void ComparePairs(string name, ParityFolder folder)
    {
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        var texts = ParityFolder.Texts();
        var pairs = JsonLines.Read(SharedData.Require("parity", "tokenizers", "pairs.jsonl"));
        var golden = folder.Golden("golden.fast.pairs.jsonl.gz")!;
        var report = new MismatchReport(name + " pairs");
        foreach (var expected in golden)
        {
            var pair = pairs[expected.GetProperty("k").GetInt32()];
            report.Start(pair.GetRawText());
            var first = texts[pair.GetProperty("a").GetInt32()];
            var second = pair.GetProperty("b") is { ValueKind: JsonValueKind.Number } b ? texts[b.GetInt32()] : null;
            TokenEncoding encoding;
            try
            {
                encoding = Configured(tokenizer, pair).Encode(first, second);
            }
            catch (ArgumentException) when (expected.TryGetProperty("error", out _))
            {
                report.Same("error", [1], [1]);
                continue;
            }
            if (expected.TryGetProperty("error", out var error))
            {
                report.Same("error", [error.GetString()!], ["none"]);
                continue;
            }
            report.Same("ids", Integers(expected, "ids"), encoding.Ids);
            report.Same("type_ids", Integers(expected, "type_ids"), encoding.TypeIds);
            report.Same("attention", Integers(expected, "attention_mask"), encoding.AttentionMask);
            report.Same("special", Integers(expected, "special_tokens_mask"), encoding.SpecialTokens.Select(special => special ? 1 : 0));
            // Without a post-processor the reference counts padding as part of the first text; ours belongs to neither.
            report.Same("sequences", OfTokens(expected.GetProperty("sequence_ids").EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Null ? -1 : id.GetInt32()), encoding), OfTokens(encoding.SequenceIds, encoding));
            var (ofFirst, ofSecond) = (new CodePointOffsets(first), new CodePointOffsets(second ?? string.Empty));
            report.Same("offsets", Integers(expected, "offsets"), encoding.Offsets.SelectMany((offset, k) =>
                encoding.SequenceIds[k] == 1 ? ofSecond.Flat([offset]) : ofFirst.Flat([offset])));
            var overflow = expected.GetProperty("overflow").EnumerateArray().Select(window => string.Join(',', window.EnumerateArray().Select(id => id.GetInt32())));
            report.Same("overflow", overflow, encoding.Overflow.Select(window => string.Join(',', window.Ids)));
        }
        report.AssertAllEqual(golden.Count);
    }

    // What a pair does not set, the tokenizer's own file decides.
    private static PretrainedTokenizer Configured(PretrainedTokenizer tokenizer, JsonElement pair)
    {
        var strategy = pair.GetProperty("truncation").GetString() switch
        {
            "longest_first" => TruncationStrategy.LongestFirst,
            "only_first" => TruncationStrategy.OnlyFirst,
            "only_second" => TruncationStrategy.OnlySecond,
            _ => (TruncationStrategy?)null,
        };
        var length = pair.TryGetProperty("max_length", out var maximum) ? maximum.GetInt32() : 0;
        var truncation = strategy is null ? tokenizer.Truncation : new TruncationOptions(length)
        {
            Strategy = strategy.Value,
            Stride = pair.TryGetProperty("stride", out var stride) ? stride.GetInt32() : 0,
        };
        var padding = pair.TryGetProperty("padding", out _) && tokenizer.PadTokenId is { } pad
            ? new PaddingOptions(pad, tokenizer.IdToToken(pad)!) { Length = length }
            : tokenizer.Padding;
        return tokenizer.With(truncation, padding);
    }

    private static IEnumerable<int> OfTokens(IEnumerable<int> values, TokenEncoding encoding) => values.Where((_, k) => encoding.AttentionMask[k] == 1);

    /// <summary>
    /// The tokens as the slow tokenizers name them: an added token without the white space that it swallowed. The text of an unknown piece is
    /// the slow tokenizer's own, which normalises otherwise; what it is in ours is compared where the reference engine recorded it.
    /// </summary>
    private static IEnumerable<string> PlainTokens(PretrainedTokenizer tokenizer, TokenEncoding encoding, string[] expected)
    {
        var plain = Enumerable.Range(0, encoding.Ids.Length).Where(k => !encoding.SpecialTokens[k]).ToArray();
        for (var i = 0; i < plain.Length; i++)
        {
            var (token, entry) = (encoding.Tokens[plain[i]], tokenizer.IdToToken(encoding.Ids[plain[i]]));
            if (string.Equals(token.Trim(), entry, StringComparison.Ordinal))
                yield return token.Trim();
            else
                yield return i < expected.Length && !string.Equals(token, entry, StringComparison.Ordinal) ? expected[i] : token;
        }
    }

    private static int[] Integers(JsonElement element, string member) => [.. element.GetProperty(member).EnumerateArray().Select(value => value.GetInt32())];

    private static string[] Strings(JsonElement element, string member) => [.. element.GetProperty(member).EnumerateArray().Select(value => value.GetString()!)];
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Tokenizers of a few dozen tokens, made for the tests, one for each kind of model.</summary>
internal static class SmallTokenizers
{
    public static readonly string[] WordPieceTokens =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s", "sat", "un", "##believ", "##able", "believ", ",", "!", ".", "'",
        "cafe", "na", "##ive", "\u4E2D", "\u6587", "a", "b", "##b", "##a", "2", "##0", "##2", "##6", "i", "\u03C3", "##\u03C3", "\u00DF",
    ];

    public static PretrainedTokenizer WordPiece() => PretrainedTokenizer.FromJson(Bytes(WordPieceJson()), "small.json");

    public static PretrainedTokenizer ByteLevel() => PretrainedTokenizer.FromJson(Bytes(ByteLevelJson()), "bytes.json");

    public static PretrainedTokenizer Unigram() => PretrainedTokenizer.FromJson(Bytes(UnigramJson()), "unigram.json");

    /// <summary>Byte-level with a space before every text, NFC, and a token that is searched in normalised text.</summary>
    public static PretrainedTokenizer ComposingBytes()
    {
        var json = ByteLevelJson();
        json["normalizer"] = Parse("""{"type": "NFC"}""");
        json["pre_tokenizer"]!["add_prefix_space"] = true;
        json["added_tokens"]![0]!["normalized"] = true;
        return PretrainedTokenizer.FromJson(Bytes(json), "composing.json");
    }

    /// <summary>Byte-level with a split pattern, the one of cl100k where none is given.</summary>
    public static PretrainedTokenizer SplitBytes(string pattern = ClWords.PatternOfThree)
    {
        var json = ByteLevelJson();
        json["pre_tokenizer"] = Parse($$$"""
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": {{{JsonSerializer.Serialize(pattern)}}}}, "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
            """);
        return PretrainedTokenizer.FromJson(Bytes(json), "split.json");
    }

    /// <summary>Unigram with the normalisers of ALBERT, but for its character map.</summary>
    public static PretrainedTokenizer AlbertLike()
    {
        var json = UnigramJson();
        json["normalizer"] = Parse("""
            {"type": "Sequence", "normalizers": [
              {"type": "Replace", "pattern": {"String": "''"}, "content": "\""}, {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"},
              {"type": "Strip", "strip_left": false, "strip_right": true}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "\u2581"}]}
            """);
        return PretrainedTokenizer.FromJson(Bytes(json), "albert.json");
    }

    public static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public static JsonObject WordPieceJson() => Parse($$$"""
        {
          "version": "1.0", "truncation": null, "padding": null,
          "added_tokens": [
            {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
            {"id": 1, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
            {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
            {"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
            {"id": 4, "content": "[MASK]", "single_word": false, "lstrip": true, "rstrip": false, "normalized": false, "special": true}
          ],
          "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
          "pre_tokenizer": {"type": "BertPreTokenizer"},
          "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [
              {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
              {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}
            ],
            "special_tokens": {
              "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
              "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}
            }
          },
          "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
          "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 12,
            "vocab": {{{Vocabulary(WordPieceTokens)}}}
          }
        }
        """);

    public static JsonObject ByteLevelJson()
    {
        // The 256 characters of bytes come first, then three merges.
        var tokens = Enumerable.Range(0, 256).Select(value => ByteCharacters.Of((byte)value).ToString()).ToList();
        tokens.AddRange(["he", "ll", "\u0120w", "<|end|>"]);
        return Parse($$$"""
            {
              "version": "1.0", "truncation": null, "padding": null,
              "added_tokens": [{"id": 259, "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
              "normalizer": null,
              "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
              "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
              "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
              "model": {
                "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
                "byte_fallback": false, "vocab": {{{Vocabulary(tokens)}}}, "merges": [["h", "e"], ["l", "l"], "\u0120 w"]
              }
            }
            """);
    }

    public static JsonObject UnigramJson() => Parse("""
        {
          "version": "1.0", "truncation": null, "padding": null,
          "added_tokens": [{"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
          "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
          "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true},
          "post_processor": null,
          "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true},
          "model": {
            "type": "Unigram", "unk_id": 0, "byte_fallback": false,
            "vocab": [["<unk>", 0], ["\u2581", -2.5], ["\u2581he", -3], ["l", -2], ["ll", -3.5], ["lo", -3], ["o", -2], ["h", -4], ["e", -3], ["\u2581hell", -5]]
          }
        }
        """);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Vocabulary(IEnumerable<string> tokens) =>
        JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id));
}

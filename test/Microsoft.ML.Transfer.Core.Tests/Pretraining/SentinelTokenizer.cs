using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>A tokenizer like T5's: Unigram, a token that ends each text, sentinels.</summary>
internal static class SentinelTokenizer
{
    public const int End = 10;
    public const int FirstSentinel = 11;

    /// <param name="sentinels">How many sentinels it has; their ids count up from <see cref="FirstSentinel"/>.</param>
    /// <param name="endsTexts">Whether it puts the end after each text.</param>
    public static PretrainedTokenizer Create(int sentinels, bool endsTexts = true)
    {
        var json = SmallTokenizers.UnigramJson();
        var added = json["added_tokens"]!.AsArray();
        added.Add(Token(End, "</s>"));
        for (var i = 0; i < sentinels; i++)
            added.Add(Token(FirstSentinel + i, string.Create(CultureInfo.InvariantCulture, $"<extra_id_{i}>")));
        if (endsTexts)
        {
            json["post_processor"] = JsonNode.Parse("""
                {"type": "TemplateProcessing",
                 "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                 "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                 "special_tokens": {"</s>": {"id": "</s>", "ids": [10], "tokens": ["</s>"]}}}
                """);
        }
        return PretrainedTokenizer.FromJson(SmallTokenizers.Bytes(json), "sentinels.json");
    }

    private static JsonNode Token(int id, string content) => JsonNode.Parse($$"""
        {"id": {{id.ToString(CultureInfo.InvariantCulture)}}, "content": "{{content}}", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
        """)!;
}

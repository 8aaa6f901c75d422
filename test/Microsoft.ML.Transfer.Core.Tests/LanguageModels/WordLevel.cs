using System.Globalization;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Transfer.Core.Tests.LanguageModels;

/// <summary>A tokenizer for models of made-up tokens: the words w0, w1, … between blanks, without special tokens.</summary>
internal static class WordLevel
{
    /// <summary>Writes its <c>tokenizer.json</c>.</summary>
    public static void Write(string folder, int vocabularySize)
    {
        var vocabulary = new JsonObject(Enumerable.Range(0, vocabularySize).Select(id => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"w{id}"), (JsonNode?)JsonValue.Create(id))));
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "w0" },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
    }
}

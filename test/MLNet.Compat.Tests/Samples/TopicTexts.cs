namespace MLNet.Compat.Tests.Samples;

/// <summary>Short made-up texts in four topics: words of the topic among words that all topics share.</summary>
public static class TopicTexts
{
    private static readonly string[] Shared = ["the", "a", "we", "saw", "today", "again", "and", "very", "with", "was"];

    private static readonly (string Topic, string[] Words)[] Topics =
    [
        ("kitchen", ["soup", "bread", "oven", "salt", "recipe", "butter"]),
        ("travel", ["train", "harbour", "ticket", "border", "hotel", "luggage"]),
        ("garden", ["seeds", "soil", "rain", "tulips", "fence", "spade"]),
        ("music", ["violin", "choir", "concert", "rhythm", "singer", "drums"]),
    ];

    /// <summary>Texts of seven words, three of them of the topic.</summary>
    public static TextRow[] Make(int count = 80, uint seed = 29)
    {
        var random = new Lcg(seed);
        string Pick(string[] words) => words[(int)(random.Next() * words.Length)];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (topic, words) = Topics[i % Topics.Length];
            return new TextRow
            {
                Label = topic,
                Text = $"{Pick(Shared)} {Pick(words)} {Pick(Shared)} {Pick(Shared)} {Pick(words)} {Pick(Shared)} {Pick(words)}",
            };
        })];
    }
}

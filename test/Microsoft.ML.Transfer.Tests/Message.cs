namespace Microsoft.ML.Transfer.Tests;

/// <summary>A row of test data: a text and its class.</summary>
internal sealed class Message
{
    public string? Text { get; set; }

    public string? Second { get; set; }

    public string Label { get; set; } = "";

    public bool Good { get; set; }

    public int Number { get; set; }

    public float[] Numbers { get; set; } = [];
}

/// <summary>What a pipeline makes of it.</summary>
internal sealed class Prediction
{
    public float[] Features { get; set; } = [];

    public float[] Score { get; set; } = [];

    public string PredictedLabel { get; set; } = "";
}

/// <summary>The scores alone.</summary>
internal sealed class Scores
{
    public float[] Score { get; set; } = [];
}

/// <summary>A row of vectors.</summary>
internal sealed class Vectors
{
    public float[] Features { get; set; } = [];

    public int Number { get; set; }
}

/// <summary>Test data: seeded, distinct texts whose words depend on their class.</summary>
internal static class Messages
{
    private static readonly string[][] Words =
    [
        ["cat", "dog", "mat"],
        ["good", "bad", "very"],
        ["sat", "ran", "fast"],
    ];

    /// <summary>So many messages in three classes, no two of one text.</summary>
    public static List<Message> Generate(int count, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var words = Words[i % Words.Length];
                return new Message
                {
                    Text = FormattableString.Invariant($"{words[random.Next(3)]} {words[random.Next(3)]} the {words[random.Next(3)]} {i}"),
                    Label = words[0],
                    Good = i % Words.Length == 0,
                    Number = i,
                    Numbers = [i, -i],
                };
            }),
        ];
    }
}

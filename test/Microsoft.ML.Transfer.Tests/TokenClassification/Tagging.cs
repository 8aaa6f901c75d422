using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TokenClassification;

/// <summary>A row of test data: words, and a tag for each.</summary>
internal sealed class TaggedSentence
{
    /// <summary>The words in one text.</summary>
    public string? Sentence { get; set; }

    public string[] Words { get; set; } = [];

    public string[] Label { get; set; } = [];

    public int Number { get; set; }
}

/// <summary>What a pipeline makes of it.</summary>
internal sealed class TaggedPrediction
{
    public string[] PredictedLabel { get; set; } = [];

    public float[] Score { get; set; } = [];
}

/// <summary>What the tests of word classification start from: a toy task that the tiny model learns in a second.</summary>
internal static class Tagging
{
    /// <summary>Options that take the tiny model.</summary>
    public static FineTuneTokenClassificationOptions Small { get; } = new()
    {
        WordsColumnName = "Words",
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 8,
        BatchSize = 8,
        Dropout = 0,
        Seed = 3,
    };

    /// <summary>"the cat sat on a dog", with the animals as entities.</summary>
    public static List<TaggedSentence> Generate(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[][] words = [["the", "a"], ["cat", "dog"], ["sat", "ran"], ["on", "and", "it", "was"], ["mat"]];
        string[] tags = ["O", "B-ANIMAL", "O", "O", "S-PLACE"];
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                string[] row = [.. words.Select(choice => choice[random.Next(choice.Length)])];
                // From three words to five, so that no two neighbours are of one length.
                var length = 3 + i % 3;
                return new TaggedSentence { Sentence = string.Join(' ', row[..length]), Words = row[..length], Label = tags[..length], Number = i };
            }),
        ];
    }

    public static TransformerChain<FineTunedTokenClassificationTransformer> Fit(MLContext context, IDataView data, FineTuneTokenClassificationOptions? options = null) =>
        context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.FineTuneTokenClassification(options ?? Small)).Fit(data);

    /// <summary>The keys of a view's predictions, row by row.</summary>
    public static uint[][] KeysOf(IDataView view) => [.. view.GetColumn<VBuffer<uint>>("PredictedLabel").Select(keys => keys.DenseValues().ToArray())];

    public static float[][] ScoresOf(IDataView view) => [.. view.GetColumn<float[]>("Score")];
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.MultiLabelClassification;

/// <summary>A row of test data: a text and its labels, in all the forms that a column can have.</summary>
internal sealed class Topic
{
    public string? Text { get; set; }

    public string? Second { get; set; }

    public string[] Label { get; set; } = [];

    [VectorType(3)]
    public bool[] Flags { get; set; } = [];

    [VectorType(3)]
    public float[] Indicators { get; set; } = [];

    public float[] AnyNumber { get; set; } = [];
}

/// <summary>What the model makes of it.</summary>
internal sealed class PredictedTopic
{
    public string[] PredictedLabel { get; set; } = [];

    public float[] Score { get; set; } = [];
}

/// <summary>What the tests of multi-label classification start from: a toy task that the tiny model learns in a second.</summary>
internal static class Topics
{
    /// <summary>The labels, in the order of their keys.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cat", "good", "fast"];

    /// <summary>Options that take the tiny model.</summary>
    public static FineTuneMultiLabelClassificationOptions Small { get; } = new()
    {
        Sentence1ColumnName = "Text",
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 20,
        BatchSize = 8,
        Dropout = 0,
        MaximumLength = 16,
        Seed = 3,
    };

    /// <summary>Texts with any of three words, each a label; every eighth has none. The first has the first label alone, and so on.</summary>
    public static List<Topic> Generate(int count) =>
    [
        .. Enumerable.Range(1, count).Select(i =>
        {
            bool[] flags = [.. Enumerable.Range(0, 3).Select(label => (i >> label & 1) == 1)];
            string[] labels = [.. Names.Where((_, label) => flags[label])];
            return new Topic
            {
                Text = $"the {string.Join(' ', labels)} mat {i}",
                Second = "it was",
                Label = labels,
                Flags = flags,
                Indicators = Array.ConvertAll(flags, flag => flag ? 1f : 0f),
            };
        }),
    ];

    /// <summary>Trains on keys, and turns the predicted ones into labels again.</summary>
    public static ITransformer Fit(MLContext context, IDataView data, FineTuneMultiLabelClassificationOptions? options = null) =>
        context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(options ?? Small))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);

    /// <summary>Trains on indicators.</summary>
    public static FineTunedMultiLabelClassificationTransformer FitIndicators(MLContext context, IDataView data, FineTuneMultiLabelClassificationOptions? options = null) =>
        context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification((options ?? Small) with { LabelColumnName = "Flags" }).Fit(data);

    /// <summary>The probabilities of each row.</summary>
    public static float[][] ScoresOf(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float[]>("Score")];
}

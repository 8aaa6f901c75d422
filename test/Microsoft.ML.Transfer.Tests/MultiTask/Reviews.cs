using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.MultiTask;

/// <summary>A row of test data: a text with what several tasks say of it.</summary>
internal sealed class Review
{
    public string Text { get; set; } = "";

    public string? Animal { get; set; }

    public string[] Labels { get; set; } = [];

    public float Stars { get; set; }

    public string[] Tags { get; set; } = [];
}

/// <summary>What the model makes of it.</summary>
internal sealed class PredictedReview
{
    public uint PredictedAnimal { get; set; }

    public float[] Score { get; set; } = [];

    public float StarsScore { get; set; }
}

/// <summary>What the tests of several tasks start from: toy tasks that the tiny model learns in a second or two.</summary>
internal static class Reviews
{
    private static readonly string[] Animals = ["cat", "dog"];
    private static readonly string[] Qualities = ["bad", "good", "fast"];

    /// <summary>Options that take the tiny model. The scores of the animal are in the column <c>Score</c>.</summary>
    public static FineTuneMultiTaskOptions Small { get; } = new()
    {
        Tasks =
        [
            new TextClassificationColumns("Animal") { Sentence1ColumnName = "Text", ScoreColumnName = "Score" },
            new MultiLabelColumns("Labels") { Sentence1ColumnName = "Text" },
            new TextRegressionColumns("Stars") { Sentence1ColumnName = "Text" },
            new TokenClassificationColumns("Tags") { WordsColumnName = "Text" },
        ],
        Sampling = TaskSampling.Uniform,
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 8,
        BatchSize = 8,
        Dropout = 0,
        MaximumLength = 16,
        Seed = 3,
    };

    public static List<Review> Generate(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Review
        {
            Text = $"the {Animals[i % 2]} was {Qualities[i / 2 % 3]}",
            Animal = Animals[i % 2],
            Labels = i % 2 == 0 ? [Qualities[i / 2 % 3], "furry"] : [Qualities[i / 2 % 3]],
            Stars = 1 + 2 * (i / 2 % 3),
            Tags = ["O", "ANIMAL", "O", "QUALITY"],
        }),
    ];

    /// <summary>The rows with all labels as keys.</summary>
    public static IDataView Data(MLContext context, IReadOnlyList<Review> rows)
    {
        var keys = context.Transforms.Conversion.MapValueToKey("Animal")
            .Append(context.Transforms.Conversion.MapValueToKey("Labels"))
            .Append(context.Transforms.Conversion.MapValueToKey("Tags"));
        return keys.Fit(context.Data.LoadFromEnumerable(Generate(12))).Transform(context.Data.LoadFromEnumerable(rows));
    }

    /// <summary>Everything that a model adds to a row, in one list of numbers.</summary>
    public static float[] Everything(ITransformer model, IDataView data)
    {
        var view = model.Transform(data);
        return
        [
            .. view.GetColumn<uint>("PredictedAnimal").Select(key => (float)key),
            .. view.GetColumn<float[]>("Score").SelectMany(score => score),
            .. view.GetColumn<VBuffer<uint>>("PredictedLabels").SelectMany(keys => keys.DenseValues()).Select(key => (float)key),
            .. view.GetColumn<float[]>("LabelsScore").SelectMany(score => score),
            .. view.GetColumn<float>("StarsScore"),
            .. view.GetColumn<VBuffer<uint>>("PredictedTags").SelectMany(keys => keys.DenseValues()).Select(key => (float)key),
            .. view.GetColumn<float[]>("TagsScore").SelectMany(score => score),
        ];
    }
}

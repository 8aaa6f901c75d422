using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TextRegression;

/// <summary>A row of test data: texts and a number.</summary>
internal sealed class Rating
{
    public string? Text { get; set; }

    public string? Second { get; set; }

    public float Label { get; set; }

    public double Exact { get; set; }
}

/// <summary>What the model makes of it.</summary>
internal sealed class PredictedRating
{
    public float Score { get; set; }
}

/// <summary>What the tests of regression start from: a toy task that the tiny model learns in a second.</summary>
internal static class Ratings
{
    private static readonly string[] Words = ["cat", "good", "fast"];

    /// <summary>Options that take the tiny model.</summary>
    public static FineTuneTextRegressionOptions Small { get; } = new()
    {
        Sentence1ColumnName = "Text",
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 12,
        BatchSize = 8,
        Dropout = 0,
        MaximumLength = 16,
        Seed = 3,
    };

    /// <summary>Texts whose first word gives the number: 100, 150 or 200.</summary>
    public static List<Rating> Generate(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Rating { Text = $"{Words[i % 3]} the {i}", Second = "it was", Label = 100 + 50 * (i % 3) })];

    /// <summary>Trains.</summary>
    public static FineTunedTextRegressionTransformer Fit(MLContext context, IDataView data, FineTuneTextRegressionOptions? options = null) =>
        context.Regression.Trainers.FineTuneTextRegression(options ?? Small).Fit(data);

    /// <summary>The number of each row.</summary>
    public static float[] ScoresOf(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float>("Score")];
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TextClassification;

/// <summary>What the tests of fine-tuning start from: a toy task that the tiny model learns in a second.</summary>
internal static class FineTuning
{
    /// <summary>Options that take the tiny model.</summary>
    public static FineTuneTextClassificationOptions Small { get; } = new()
    {
        Sentence1ColumnName = "Text",
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Epochs = 10,
        BatchSize = 8,
        Dropout = 0,
        MaximumLength = 16,
        Seed = 3,
    };

    /// <summary>Trains on messages.</summary>
    public static TransformerChain<FineTunedTextClassificationTransformer> Fit(MLContext context, IDataView data, FineTuneTextClassificationOptions? options = null) =>
        context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.FineTuneTextClassification(options ?? Small)).Fit(data);

    /// <summary>The probabilities of each row.</summary>
    public static float[][] ScoresOf(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float[]>("Score")];
}

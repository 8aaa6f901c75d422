using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>The columns a trained model adds and the annotations on them, with their values.</summary>
[TestClass]
public sealed class ScoreColumnTests
{
    private static string Annotation(DataViewSchema.Column column, string kind)
    {
        var type = column.Annotations.Schema[kind].Type;
        if (type is TextDataViewType)
        {
            ReadOnlyMemory<char> text = default;
            column.Annotations.GetValue(kind, ref text);
            return text.ToString();
        }
        if (type is BooleanDataViewType)
        {
            var truth = false;
            column.Annotations.GetValue(kind, ref truth);
            return truth.ToString();
        }
        return type is VectorDataViewType { ItemType: TextDataViewType }
            ? string.Join(",", column.AnnotationTexts(kind))
            : type.ToString()!;
    }

    private static void Describe(Scenario scenario, IDataView scored, int inputColumns)
    {
        foreach (var column in scored.Schema.Skip(inputColumns))
        {
            var annotations = column.Annotations.Schema.OrderBy(annotation => annotation.Name, StringComparer.Ordinal).Select(annotation => $"{annotation.Name}={Annotation(column, annotation.Name)}");
            scenario.Texts($"{column.Name}: {column.Type}", annotations);
        }
    }

    [TestMethod]
    public void BinaryScores() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Binary());
        var scored = ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(data).Transform(data);
        Describe(scenario, scored, data.Schema.Count);
        scenario.Texts("schema", SchemaText.Lines(scored.Schema));
    });

    [TestMethod]
    public void MulticlassScores() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        var scored = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data).Transform(data);
        Describe(scenario, scored, data.Schema.Count);
        scenario.Texts("schema", SchemaText.Lines(scored.Schema));
    });

    [TestMethod]
    public void MulticlassScoresOfKeysWithoutNames() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var rows = NumericRows.Classes().Select((row, i) => new SchemaShapeTests.Row { Key = (uint)(i % 3), Features = row.Features[..3] });
        var data = ml.Data.LoadFromEnumerable(rows);
        var scored = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key").Fit(data).Transform(data);
        Describe(scenario, scored, data.Schema.Count);
        scenario.Counts("predicted", scored.Keys("PredictedLabel").Take(10));
    });

    [TestMethod]
    public void RegressionScores() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Counts());
        var scored = ml.Regression.Trainers.LbfgsPoissonRegression().Fit(data).Transform(data);
        Describe(scenario, scored, data.Schema.Count);
    });

    [TestMethod]
    public void ThresholdsCanBeMoved() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Binary(20));
        var model = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0).Fit(data);
        var strict = ml.BinaryClassification.ChangeModelThreshold(model, 1f);
        scenario.Texts("predicted", strict.Transform(data).Rows("PredictedLabel"));
        scenario.Truth("same scores", strict.Transform(data).Values<float>("Score").SequenceEqual(model.Transform(data).Values<float>("Score")));
    });

    [TestMethod]
    public void TrainingRowsMustFit() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(9));
        var numbers = ml.Data.LoadFromEnumerable(NumericRows.Linear(9));
        var none = ml.Data.LoadFromEnumerable(Array.Empty<RealRow>());
        var noBinary = ml.Data.LoadFromEnumerable(Array.Empty<BinaryRow>());
        scenario.Throws("text label", () => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data));
        scenario.Throws("missing features", () => ml.Regression.Trainers.Sdca(featureColumnName: "Nowhere").Fit(numbers));
        scenario.Throws("missing label", () => ml.Regression.Trainers.Sdca("Nowhere").Fit(numbers));
        scenario.Throws("no rows, dual ascent", () => ml.Regression.Trainers.Sdca().Fit(none));
        scenario.Throws("no rows, L-BFGS", () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(noBinary));
        scenario.Throws("negative counts", () => ml.Regression.Trainers.LbfgsPoissonRegression().Fit(numbers));
        scenario.Throws("negative L2", () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: -1));
        scenario.Throws("tolerance 0", () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 0));
        scenario.Throws("history 0", () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(historySize: 0));
        scenario.Throws("negative L2, dual ascent", () => ml.Regression.Trainers.Sdca(l2Regularization: -1));
        scenario.Throws("null trainer", () => ml.MulticlassClassification.Trainers.OneVersusAll<Microsoft.ML.Trainers.LinearBinaryModelParameters>(null!));
        scenario.Throws("score another schema", () => ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 2).Fit(numbers).Transform(ml.Data.LoadFromEnumerable(TextRows.Plain())));
        scenario.Throws("score another size", () => ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 2).Fit(numbers).Transform(data));
    });
}

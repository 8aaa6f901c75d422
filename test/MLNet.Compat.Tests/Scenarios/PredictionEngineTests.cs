using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>One row at a time: CreatePredictionEngine, its output rows, and what it refuses.</summary>
[TestClass]
public sealed class PredictionEngineTests
{
    /// <summary>What a classifier answers.</summary>
    public sealed class Prediction
    {
        /// <summary>The class.</summary>
        public string PredictedLabel { get; set; } = "";

        /// <summary>The scores.</summary>
        public float[] Score { get; set; } = [];

        /// <summary>The input, passed on.</summary>
        public string? Text { get; set; }
    }

    /// <summary>Only a part of the input.</summary>
    public sealed class TextOnly
    {
        /// <summary>The text.</summary>
        public string Text { get; set; } = "";
    }

    /// <summary>A text of another type.</summary>
    public sealed class NumberAsText
    {
        /// <summary>A label.</summary>
        public string Label { get; set; } = "";

        /// <summary>Not a text.</summary>
        public float Text { get; set; }
    }

    /// <summary>A column that the model does not make.</summary>
    public sealed class Absent
    {
        /// <summary>Not there.</summary>
        public float Nowhere { get; set; }
    }

    private static TransformerChain<Microsoft.ML.Transforms.KeyToValueMappingTransformer> Train(MLContext ml)
    {
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        return ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
    }

    [TestMethod]
    public void RowsArePredictedOneByOne() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        using var engine = ml.Model.CreatePredictionEngine<TextRow, Prediction>(Train(ml));
        var first = engine.Predict(new TextRow { Text = "hot bread and soup" });
        var second = engine.Predict(new TextRow { Text = "the bus was late" });
        var third = engine.Predict(new TextRow { Text = null });
        scenario.Texts("predicted", [first.PredictedLabel, second.PredictedLabel, third.PredictedLabel]);
        scenario.Numbers("scores", [.. first.Score, .. second.Score, .. third.Score], Tolerance.Trainer);
        scenario.Texts("texts", [first.Text!, second.Text!, third.Text ?? "<null>"]);
        var reused = new Prediction();
        engine.Predict(new TextRow { Text = "a late goal" }, ref reused);
        scenario.Text("into an object", reused.PredictedLabel);
        scenario.Texts("output schema", SchemaText.VisibleLines(engine.OutputSchema));
    });

    [TestMethod]
    public void BatchAndSingleAgree() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var model = Train(ml);
        using var engine = ml.Model.CreatePredictionEngine<TextRow, Prediction>(model);
        var rows = TextRows.Plain();
        var batch = model.Transform(ml.Data.LoadFromEnumerable(rows)).Flat("Score").ToArray();
        scenario.Truth("same", rows.SelectMany(row => engine.Predict(row).Score).SequenceEqual(batch));
    });

    [TestMethod]
    public void AnInputSchemaCanBeGiven() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var model = ml.Transforms.Text.NormalizeText("Out", "Text").Fit(data);
        var definition = SchemaDefinition.Create(typeof(TextRow));
        using var engine = ml.Model.CreatePredictionEngine<TextRow, TextOnly>(model, inputSchemaDefinition: definition);
        scenario.Text("passed on", engine.Predict(new TextRow { Text = "AbC" }).Text);
        using var bySchema = ml.Model.CreatePredictionEngine<TextRow, TextOnly>(model, data.Schema);
        scenario.Text("by schema", bySchema.Predict(new TextRow { Text = "AbC" }).Text);
    });

    [TestMethod]
    public void WrongRowsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var model = Train(ml);
        scenario.Throws("missing input", () => ml.Model.CreatePredictionEngine<TextOnly, Prediction>(model));
        scenario.Throws("input of another type", () => ml.Model.CreatePredictionEngine<NumberAsText, Prediction>(model));
        scenario.Throws("missing output", () => ml.Model.CreatePredictionEngine<TextRow, Absent>(model));
        scenario.Throws("ignored output", () =>
        {
            using var engine = ml.Model.CreatePredictionEngine<TextRow, Absent>(model, ignoreMissingColumns: true);
            scenario.Number("value", engine.Predict(new TextRow { Text = "soup" }).Nowhere, 0);
        });
        scenario.Throws("null model", () => ml.Model.CreatePredictionEngine<TextRow, Prediction>(null!));
        using var used = ml.Model.CreatePredictionEngine<TextRow, Prediction>(model);
        scenario.Throws("null row", () => used.Predict(null!));
    });
}

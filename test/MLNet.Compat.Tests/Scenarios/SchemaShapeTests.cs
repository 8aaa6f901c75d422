using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>GetOutputSchema: what each estimator promises about its columns before any data is seen.</summary>
[TestClass]
public sealed class SchemaShapeTests
{
    /// <summary>A column of each shape.</summary>
    public sealed class Row
    {
        /// <summary>A text.</summary>
        public string Text { get; set; } = "";

        /// <summary>A class.</summary>
        public string Label { get; set; } = "";

        /// <summary>A number.</summary>
        public float Number { get; set; }

        /// <summary>A truth value.</summary>
        public bool Truth { get; set; }

        /// <summary>A vector.</summary>
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        /// <summary>A vector of unknown size.</summary>
        public float[] Variable { get; set; } = [];

        /// <summary>Texts.</summary>
        public string[] Words { get; set; } = [];

        /// <summary>A key.</summary>
        [KeyType(4)]
        public uint Key { get; set; }
    }

    private static void Describe(Scenario scenario, string name, IEstimator<ITransformer> estimator, SchemaShape input) =>
        scenario.Texts(name, SchemaText.Lines(estimator.GetOutputSchema(input)).Except(SchemaText.Lines(input), StringComparer.Ordinal));

    [TestMethod]
    public void ConversionsPromise() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var input = Shapes.Of<Row>(ml);
        scenario.Texts("input", SchemaText.Lines(input));
        Describe(scenario, "value to key", ml.Transforms.Conversion.MapValueToKey("Out", "Label"), input);
        Describe(scenario, "words to keys", ml.Transforms.Conversion.MapValueToKey("Out", "Words"), input);
        Describe(scenario, "key and back", ml.Transforms.Conversion.MapValueToKey("Out", "Label").Append(ml.Transforms.Conversion.MapKeyToValue("Out")), input);
        Describe(scenario, "key to vector", ml.Transforms.Conversion.MapValueToKey("Out", "Label").Append(ml.Transforms.Conversion.MapKeyToVector("Out")), input);
        Describe(scenario, "convert", ml.Transforms.Conversion.ConvertType("Out", "Features", DataKind.Double), input);
        scenario.Throws("key of no values", () => ml.Transforms.Conversion.MapKeyToValue("Out", "Label").GetOutputSchema(input));
    });

    [TestMethod]
    public void ColumnStagesPromise() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var input = Shapes.Of<Row>(ml);
        Describe(scenario, "concatenate", ml.Transforms.Concatenate("Out", "Number", "Features"), input);
        Describe(scenario, "concatenate variable", ml.Transforms.Concatenate("Out", "Number", "Variable"), input);
        Describe(scenario, "copy", ml.Transforms.CopyColumns("Out", "Key"), input);
        scenario.Texts("drop", SchemaText.Lines(ml.Transforms.DropColumns("Text", "Words", "Key").GetOutputSchema(input)));
        scenario.Texts("select", SchemaText.Lines(ml.Transforms.SelectColumns("Text", "Key").GetOutputSchema(input)));
        Describe(scenario, "replace", ml.Transforms.ReplaceMissingValues("Out", "Features"), input);
        Describe(scenario, "min-max", ml.Transforms.NormalizeMinMax("Out", "Features"), input);
        Describe(scenario, "mean-variance", ml.Transforms.NormalizeMeanVariance("Out", "Number"), input);
        Describe(scenario, "unit", ml.Transforms.NormalizeLpNorm("Out", "Features"), input);
        Describe(scenario, "components", ml.Transforms.ProjectToPrincipalComponents("Out", "Features", rank: 2), input);
        Describe(scenario, "normalized and joined", ml.Transforms.NormalizeMinMax("A", "Features").Append(ml.Transforms.NormalizeMinMax("B", "Number")).Append(ml.Transforms.Concatenate("Out", "A", "B")), input);
        scenario.Throws("missing", () => ml.Transforms.CopyColumns("Out", "Nowhere").GetOutputSchema(input));
        scenario.Throws("concatenate text and number", () => ml.Transforms.Concatenate("Out", "Text", "Number").GetOutputSchema(input));
        scenario.Throws("null shape", () => ml.Transforms.CopyColumns("Out", "Text").GetOutputSchema(null!));
    });

    [TestMethod]
    public void TextStagesPromise() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var input = Shapes.Of<Row>(ml);
        Describe(scenario, "features", ml.Transforms.Text.FeaturizeText("Out", "Text"), input);
        Describe(scenario, "features not normalized", ml.Transforms.Text.FeaturizeText("Out", new TextFeaturizingEstimator.Options { Norm = TextFeaturizingEstimator.NormFunction.None }, "Text"), input);
        Describe(scenario, "features and tokens", ml.Transforms.Text.FeaturizeText("Out", new TextFeaturizingEstimator.Options { OutputTokensColumnName = "Tokens" }, "Text"), input);
        Describe(scenario, "normalized", ml.Transforms.Text.NormalizeText("Out", "Text"), input);
        Describe(scenario, "tokens", ml.Transforms.Text.TokenizeIntoWords("Out", "Text"), input);
        Describe(scenario, "bag", ml.Transforms.Text.ProduceWordBags("Out", "Text"), input);
        scenario.Throws("missing", () => ml.Transforms.Text.FeaturizeText("Out", "Nowhere").GetOutputSchema(input));
        scenario.Throws("not text", () => ml.Transforms.Text.FeaturizeText("Out", "Number").GetOutputSchema(input));
        scenario.Throws("tokens of a number", () => ml.Transforms.Text.TokenizeIntoWords("Out", "Number").GetOutputSchema(input));
    });

    [TestMethod]
    public void TrainersPromise() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var input = Shapes.Of<Row>(ml);
        var key = ml.Transforms.Conversion.MapValueToKey("Class", "Label");
        Describe(scenario, "logistic regression", ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Truth"), input);
        Describe(scenario, "dual logistic regression", ml.BinaryClassification.Trainers.SdcaLogisticRegression("Truth"), input);
        Describe(scenario, "maximum entropy", key.Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class")), input);
        Describe(scenario, "dual maximum entropy", key.Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Class")), input);
        Describe(scenario, "key without values", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key"), input);
        Describe(scenario, "one versus all", key.Append(ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), "Class")), input);
        Describe(scenario, "regression", ml.Regression.Trainers.Sdca("Number"), input);
        Describe(scenario, "Poisson regression", ml.Regression.Trainers.LbfgsPoissonRegression("Number"), input);
        scenario.Throws("missing features", () => ml.Regression.Trainers.Sdca("Number", "Nowhere").GetOutputSchema(input));
        scenario.Throws("missing label", () => ml.Regression.Trainers.Sdca("Nowhere").GetOutputSchema(input));
        scenario.Throws("text label", () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Text").GetOutputSchema(input));
        scenario.Throws("number as class", () => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Number").GetOutputSchema(input));
        scenario.Throws("features of unknown size", () => ml.Regression.Trainers.Sdca("Number", "Variable").GetOutputSchema(input));
        scenario.Throws("text features", () => ml.Regression.Trainers.Sdca("Number", "Text").GetOutputSchema(input));
        scenario.Throws("missing weight", () => ml.Regression.Trainers.Sdca("Number", exampleWeightColumnName: "Nowhere").GetOutputSchema(input));
    });
}

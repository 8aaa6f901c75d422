using System.IO.Compression;
using Microsoft.ML;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Model.Save and Model.Load: the same answers and schema afterwards, and clear errors for what is no model.</summary>
[TestClass]
public sealed class SaveLoadTests
{
    private static ITransformer RoundTrip(ITransformer model, DataViewSchema? schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        new MLContext(seed: 1).Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext(seed: 2).Model.Load(stream, out loadedSchema);
    }

    [TestMethod]
    public void ATextPipelineSurvives() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(data);
        var loaded = RoundTrip(model, data.Schema, out var schema);
        var before = model.Transform(data);
        var after = loaded.Transform(data);
        scenario.Truth("same scores", before.Flat("Score").SequenceEqual(after.Flat("Score")));
        scenario.Truth("same features", before.Flat("Features").SequenceEqual(after.Flat("Features")));
        scenario.Texts("predicted", after.Texts("PredictedLabel"));
        scenario.Numbers("scores", after.Flat("Score"), Tolerance.Trainer);
        scenario.Texts("input schema", SchemaText.Lines(schema));
        scenario.Texts("output schema", SchemaText.VisibleLines(after.Schema));
        scenario.Truth("same output schema", SchemaText.VisibleLines(before.Schema).SequenceEqual(SchemaText.VisibleLines(after.Schema), StringComparer.Ordinal));
        scenario.Text("type", loaded.GetType().Name);
    });

    [TestMethod]
    public void NumericStagesSurvive() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(30));
        var pipeline = ml.Transforms.CopyColumns("Copy", "Features")
            .Append(ml.Transforms.ReplaceMissingValues("Copy"))
            .Append(ml.Transforms.NormalizeMinMax("Copy"))
            .Append(ml.Transforms.NormalizeMeanVariance("Second", "Features", fixZero: false))
            .Append(ml.Transforms.NormalizeLpNorm("Unit", "Features"))
            .Append(ml.Transforms.ProjectToPrincipalComponents("Components", "Features", rank: 2, seed: 1))
            .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Label"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("Indicator", "Key"))
            .Append(ml.Transforms.Conversion.ConvertType("Double", "Weight", Microsoft.ML.Data.DataKind.Double))
            .Append(ml.Transforms.Concatenate("All", "Copy", "Second", "Unit", "Components", "Indicator"))
            .Append(ml.Transforms.DropColumns("Unit"))
            .Append(ml.Transforms.SelectColumns("All", "Key", "Double"));
        var model = pipeline.Fit(data);
        var loaded = RoundTrip(model, data.Schema, out var schema);
        var before = model.Transform(data);
        var after = loaded.Transform(data);
        scenario.Truth("same values", before.Rows("All", "Key", "Double").SequenceEqual(after.Rows("All", "Key", "Double"), StringComparer.Ordinal));
        scenario.Texts("input schema", SchemaText.Lines(schema));
        scenario.Texts("output schema", SchemaText.VisibleLines(after.Schema));
    });

    [TestMethod]
    public void EachTrainerSurvives() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var binary = ml.Data.LoadFromEnumerable(NumericRows.Binary());
        var rows = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var classes = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        var numbers = ml.Data.LoadFromEnumerable(NumericRows.Counts());
        foreach (var (name, trainer, data) in new (string, IEstimator<ITransformer>, IDataView)[]
        {
            ("L-BFGS logistic regression", ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), binary),
            ("SDCA logistic regression", ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 20), binary),
            ("L-BFGS maximum entropy", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), classes),
            ("SDCA maximum entropy", ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20), classes),
            ("one versus all", ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.LbfgsLogisticRegression()), classes),
            ("SDCA regression", ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 20), numbers),
            ("Poisson regression", ml.Regression.Trainers.LbfgsPoissonRegression(), numbers),
        })
        {
            var model = trainer.Fit(data);
            var loaded = RoundTrip(model, data.Schema, out _);
            var before = model.Transform(data);
            var after = loaded.Transform(data);
            scenario.Truth($"{name} same scores", before.Rows("Score").SequenceEqual(after.Rows("Score"), StringComparer.Ordinal));
            scenario.Texts($"{name} schema", SchemaText.VisibleLines(after.Schema));
        }
    });

    [TestMethod]
    public void TheArchiveHasAPartForEachStage() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(9));
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.NormalizeMinMax("Features")).Fit(data);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        using var archive = new ZipArchive(stream);
        scenario.Texts("parts", archive.Entries.Select(entry => entry.FullName.Replace('\\', '/')).Where(name => name.EndsWith("Model.key", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    });

    [TestMethod]
    public void ASchemaIsOptional() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(9));
        var loaded = RoundTrip(ml.Transforms.CopyColumns("Out", "Weight").Fit(data), null, out var schema);
        scenario.Truth("no schema", schema is null);
        scenario.Truth("same values", loaded.Transform(data).Values<float>("Out").SequenceEqual(data.Values<float>("Weight")));
    });

    [TestMethod]
    public void FilesWorkAsStreamsDo() => Scenario.Run(scenario =>
    {
        var path = Path.GetTempFileName();
        try
        {
            var ml = new MLContext(seed: 1);
            var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
            ml.Model.Save(ml.Transforms.Text.NormalizeText("Out", "Text").Fit(data), data.Schema, path);
            var loaded = ml.Model.Load(path, out var schema);
            scenario.Texts("values", loaded.Transform(data).Texts("Out"));
            scenario.Texts("schema", SchemaText.Lines(schema));
        }
        finally
        {
            File.Delete(path);
        }
    });

    [TestMethod]
    public void WhatIsNoModelIsRefused() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        using var empty = new MemoryStream();
        using var noise = new MemoryStream([.. Enumerable.Range(0, 200).Select(i => (byte)(i * 7))]);
        scenario.Throws("empty", () => ml.Model.Load(empty, out _));
        scenario.Throws("noise", () => ml.Model.Load(noise, out _));
        using var other = new MemoryStream();
        using (var archive = new ZipArchive(other, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("readme.txt").Open())
            entry.Write("hello"u8);
        other.Position = 0;
        scenario.Throws("another archive", () => ml.Model.Load(other, out _));
        scenario.Throws("null stream", () => ml.Model.Load((Stream)null!, out _));
        scenario.Throws("null path", () => ml.Model.Load((string)null!, out _));
        scenario.Throws("save to null", () => ml.Model.Save(ml.Transforms.CopyColumns("Out", "Weight").Fit(ml.Data.LoadFromEnumerable(NumericRows.Classes(3))), null, (Stream)null!));
    });
}

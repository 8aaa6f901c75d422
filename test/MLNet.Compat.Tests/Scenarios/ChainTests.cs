using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Estimator and transformer chains: Append, LastTransformer, cache checkpoints, laziness.</summary>
[TestClass]
public sealed class ChainTests
{
    [TestMethod]
    public void ChainsKnowTheirParts() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(30));
        var chain = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.NormalizeMinMax("Features"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var model = chain.Fit(data);
        scenario.Texts("parts", model.Select(part => part.GetType().Name));
        scenario.Text("last estimator", chain.LastEstimator.GetType().Name);
        scenario.Text("last transformer", model.LastTransformer.GetType().Name);
        scenario.Text("feature column", model.LastTransformer.FeatureColumnName);
        scenario.Text("feature column type", model.LastTransformer.FeatureColumnType.ToString());
        var flat = chain.Append(ml.Transforms.CopyColumns("Again", "Score").Append(ml.Transforms.CopyColumns("Twice", "Again")));
        scenario.Count("nested parts", flat.Fit(data).Count());
        scenario.Texts("output schema", SchemaText.VisibleLines(model.GetOutputSchema(data.Schema)));
    });

    [TestMethod]
    public void TransformersCanBeAppendedToo() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(6));
        ITransformer first = ml.Transforms.NormalizeMinMax("Features").Fit(data);
        var second = ml.Transforms.CopyColumns("Out", "Features").Fit(first.Transform(data));
        TransformerChain<ColumnCopyingTransformer> both = first.Append(second);
        scenario.Numbers("values", both.Transform(data).Flat("Out"), Tolerance.Features);
        var chain = new TransformerChain<ITransformer>(first, second);
        scenario.Numbers("constructed", chain.Transform(data).Flat("Out"), Tolerance.Features);
        var empty = new TransformerChain<ITransformer>();
        scenario.Truth("empty gives its input", ReferenceEquals(empty.Transform(data), data));
        scenario.Truth("empty chain of estimators", ReferenceEquals(new EstimatorChain<ITransformer>().Fit(data).Transform(data), data));
    });

    [TestMethod]
    public void TransformsAreLazy() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var reads = 0;
        IEnumerable<ClassRow> Source()
        {
            foreach (var row in NumericRows.Classes(10))
            {
                reads++;
                yield return row;
            }
        }
        var data = ml.Data.LoadFromEnumerable(Source());
        var copied = ml.Transforms.CopyColumns("Out", "Weight").Fit(data).Transform(data);
        scenario.Count("after fit and transform", reads);
        _ = copied.Values<float>("Out");
        scenario.Count("after reading", reads);
        var pipeline = ml.Transforms.NormalizeMinMax("Features").Append(ml.Transforms.NormalizeMeanVariance("Features"));
        _ = pipeline.Fit(data);
        scenario.Count("after two fits", reads);
        reads = 0;
        _ = ml.Transforms.NormalizeMinMax("Features").AppendCacheCheckpoint(ml).Append(ml.Transforms.NormalizeMeanVariance("Features")).Append(ml.Transforms.NormalizeMeanVariance("Features")).Fit(data);
        scenario.Count("with a cache checkpoint", reads);
    });

    [TestMethod]
    public void OnlyAskedColumnsAreRead() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(5));
        var calls = 0;
        var mapped = ml.Transforms.CustomMapping<CustomMappingTests.Input, CustomMappingTests.Output>((input, output) =>
        {
            calls++;
            CustomMappingTests.Doubling.Map(input, output);
        }, contractName: null).Fit(data).Transform(data);
        _ = mapped.Values<float>("Weight");
        scenario.Count("calls for an input column", calls);
        _ = mapped.Rows("Doubled", "Size", "Ends");
        scenario.Count("calls for three outputs", calls);
    });

    [TestMethod]
    public void RowMappersMapOneRow() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(5));
        var model = ml.Transforms.NormalizeMinMax("Scaled", "Features").Append(ml.Transforms.CopyColumns("Out", "Scaled")).Fit(data);
        ITransformer transformer = model;
        scenario.Truth("is a row mapper", transformer.IsRowToRowMapper);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        scenario.Texts("dependencies", mapper.GetDependencies([mapper.OutputSchema["Out"]]).Select(column => column.Name));
        using var cursor = data.GetRowCursor(data.Schema);
        var row = mapper.GetRow(cursor, [mapper.OutputSchema["Out"]]);
        var getter = row.GetGetter<VBuffer<float>>(row.Schema["Out"]);
        List<float> values = [];
        while (cursor.MoveNext())
        {
            VBuffer<float> value = default;
            getter(ref value);
            values.AddRange(value.DenseValues());
        }
        scenario.Numbers("values", values, Tolerance.Features);
        ITransformer cached = ml.Transforms.CopyColumns("Out", "Features").Fit(data);
        scenario.Truth("copy is a row mapper", cached.IsRowToRowMapper);
    });

    [TestMethod]
    public void NullPartsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(5));
        var chain = ml.Transforms.CopyColumns("Out", "Features");
        scenario.Throws("append null", () => chain.Append((IEstimator<ITransformer>)null!));
        scenario.Throws("fit null", () => chain.Fit(null!));
        scenario.Throws("transform null", () => chain.Fit(data).Transform(null!));
        scenario.Throws("cache checkpoint without an environment", () => chain.AppendCacheCheckpoint(null!));
        scenario.Throws("transform of another schema", () => chain.Fit(data).Transform(ml.Data.LoadFromEnumerable(TextRows.Plain())));
    });
}

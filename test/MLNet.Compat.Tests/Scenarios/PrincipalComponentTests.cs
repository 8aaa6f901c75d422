using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>ProjectToPrincipalComponents: the projections, each component up to its sign.</summary>
[TestClass]
public sealed class PrincipalComponentTests
{
    /// <summary>A vector whose variance falls from slot to slot.</summary>
    public sealed class Row
    {
        /// <summary>The vector.</summary>
        [VectorType(8)]
        public float[] Features { get; set; } = [];

        /// <summary>A positive weight.</summary>
        public float Weight { get; set; }
    }

    private static Row[] Rows()
    {
        var random = new Lcg(21);
        return [.. Enumerable.Range(0, 50).Select(_ =>
        {
            var first = 4f * random.NextNormal();
            var second = 2f * random.NextNormal();
            var third = random.NextNormal();
            float[] features = [1 + first, first + second, second - 2, third, first - third, 0, 3, second + third];
            // Noise in every slot, so that no direction is a combination of the others.
            for (var i = 0; i < features.Length; i++)
                features[i] += 0.3f * random.NextNormal();
            return new Row { Features = features, Weight = 0.5f + random.Next() };
        })];
    }

    // The sign of a component is free: make the first row's value of each positive.
    private static IEnumerable<float> UpToSign(IDataView data, string column)
    {
        var rows = data.Values<VBuffer<float>>(column).Select(row => row.DenseValues().ToArray()).ToArray();
        return rows.SelectMany(row => row.Select((value, i) => rows[0][i] < 0 ? -value : value));
    }

    [TestMethod]
    public void ProjectionsOfADecayingSpectrum() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows());
        var projected = ml.Transforms.ProjectToPrincipalComponents("Out", "Features", rank: 3, overSampling: 5, seed: 1).Fit(data).Transform(data);
        scenario.Numbers("centred", UpToSign(projected, "Out"), Tolerance.Projection);
        scenario.Texts("schema", SchemaText.Lines(projected.Schema));
        var raw = ml.Transforms.ProjectToPrincipalComponents("Out", "Features", rank: 2, overSampling: 6, ensureZeroMean: false, seed: 1).Fit(data).Transform(data);
        scenario.Numbers("not centred", UpToSign(raw, "Out"), Tolerance.Projection);
    });

    [TestMethod]
    public void WeightsCount() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows());
        var projected = ml.Transforms.ProjectToPrincipalComponents("Out", "Features", exampleWeightColumnName: "Weight", rank: 3, overSampling: 5, seed: 1).Fit(data).Transform(data);
        scenario.Numbers("weighted", UpToSign(projected, "Out"), Tolerance.Projection);
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows());
        scenario.Throws("missing", () => ml.Transforms.ProjectToPrincipalComponents("Out", "Nowhere").Fit(data));
        scenario.Throws("a number", () => ml.Transforms.ProjectToPrincipalComponents("Out", "Weight").Fit(data));
        scenario.Throws("rank 0", () => ml.Transforms.ProjectToPrincipalComponents("Out", "Features", rank: 0).Fit(data));
        scenario.Throws("rank above dimension", () => scenario.Text("clipped type", ml.Transforms.ProjectToPrincipalComponents("Out", "Features", rank: 20).Fit(data).Transform(data).Schema["Out"].Type.ToString()));
    });
}

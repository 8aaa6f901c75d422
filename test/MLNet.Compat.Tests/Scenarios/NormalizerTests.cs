using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>NormalizeMinMax, NormalizeMeanVariance, NormalizeLpNorm: values, annotations and parameters.</summary>
[TestClass]
public sealed class NormalizerTests
{
    /// <summary>Columns with a constant slot, missing values and both signs.</summary>
    public sealed class Row
    {
        /// <summary>A vector.</summary>
        [VectorType(4)]
        public float[] Values { get; set; } = [];

        /// <summary>One number.</summary>
        public float One { get; set; }

        /// <summary>One number in double precision.</summary>
        public double Two { get; set; }

        /// <summary>A vector of unknown size.</summary>
        public float[] Variable { get; set; } = [];
    }

    private static readonly Row[] Rows =
    [
        new() { Values = [1, -10, 5, 0], One = 3, Two = -0.5, Variable = [3, 4] },
        new() { Values = [2, 20, 5, 0], One = -1, Two = 0.25, Variable = [1, 2, 2] },
        new() { Values = [4, 0, 5, 0], One = 0, Two = 8, Variable = [] },
        new() { Values = [3, float.NaN, 5, 0], One = float.NaN, Two = double.NaN, Variable = [0, 0] },
        new() { Values = [-2, 7.5f, 5, 0], One = 6.5f, Two = 1, Variable = [-5] },
    ];

    private static void Describe(Scenario scenario, string name, IEstimator<ITransformer> estimator, IDataView data, string column = "Out")
    {
        var result = estimator.Fit(data).Transform(data);
        scenario.Numbers(name, result.Flat(column), Tolerance.Features);
        scenario.Text($"{name} column", SchemaText.Lines(result.Schema).Last());
    }

    [TestMethod]
    public void MinMax() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        Describe(scenario, "fix zero", ml.Transforms.NormalizeMinMax("Out", "Values"), data);
        Describe(scenario, "moving zero", ml.Transforms.NormalizeMinMax("Out", "Values", fixZero: false), data);
        Describe(scenario, "two rows", ml.Transforms.NormalizeMinMax("Out", "Values", maximumExampleCount: 2), data);
    });

    [TestMethod]
    public void MeanVariance() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        Describe(scenario, "fix zero", ml.Transforms.NormalizeMeanVariance("Out", "Values"), data);
        Describe(scenario, "moving zero", ml.Transforms.NormalizeMeanVariance("Out", "Values", fixZero: false), data);
        Describe(scenario, "cumulative", ml.Transforms.NormalizeMeanVariance("Out", "Values", useCdf: true), data);
        Describe(scenario, "features", ml.Transforms.NormalizeMeanVariance("Out", "Features"), ml.Data.LoadFromEnumerable(NumericRows.Classes(15)));
    });

    [TestMethod]
    public void SingleNumbers() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var result = ml.Transforms.NormalizeMinMax([new InputOutputColumnPair("A", "One"), new InputOutputColumnPair("B", "Two")])
            .Append(ml.Transforms.NormalizeMeanVariance([new InputOutputColumnPair("C", "One"), new InputOutputColumnPair("D", "Two")], fixZero: false))
            .Fit(data).Transform(data);
        scenario.Numbers("min-max single", result.Values<float>("A"), Tolerance.Features);
        scenario.Numbers("min-max double", result.Values<double>("B"), Tolerance.Features);
        scenario.Numbers("mean-variance single", result.Values<float>("C"), Tolerance.Features);
        scenario.Numbers("mean-variance double", result.Values<double>("D"), Tolerance.Features);
        scenario.Texts("schema", SchemaText.Lines(result.Schema));
    });

    [TestMethod]
    public void LpNorms() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        foreach (var norm in Enum.GetValues<LpNormNormalizingEstimatorBase.NormFunction>())
        {
            Describe(scenario, $"{norm}", ml.Transforms.NormalizeLpNorm("Out", "Values", norm), data);
            Describe(scenario, $"{norm} zero mean", ml.Transforms.NormalizeLpNorm("Out", "Values", norm, ensureZeroMean: true), data);
        }
    });

    [TestMethod]
    public void ConstantShiftsAndScalesAreReported() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var transformer = ml.Transforms.NormalizeMinMax("Out", "Values", fixZero: false).Fit(data);
        var parameters = (NormalizingTransformer.AffineNormalizerModelParameters<System.Collections.Immutable.ImmutableArray<float>>)transformer.GetNormalizerModelParameters(0);
        scenario.Numbers("scale", parameters.Scale, Tolerance.Features);
        scenario.Numbers("offset", parameters.Offset, Tolerance.Features);
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var texts = ml.Data.LoadFromEnumerable(TextRows.Plain());
        scenario.Throws("missing", () => ml.Transforms.NormalizeMinMax("Out", "Nowhere").Fit(data));
        scenario.Throws("text", () => ml.Transforms.NormalizeMinMax("Out", "Text").Fit(texts));
        scenario.Throws("variable vector", () => ml.Transforms.NormalizeMeanVariance("Out", "Variable").Fit(data));
        scenario.Throws("norm of a variable vector", () => ml.Transforms.NormalizeLpNorm("Out", "Variable").Fit(data));
        scenario.Throws("norm of a number", () => ml.Transforms.NormalizeLpNorm("Out", "One").Fit(data));
        scenario.Throws("no examples", () => ml.Transforms.NormalizeMinMax("Out", "Values", maximumExampleCount: 1));
    });
}

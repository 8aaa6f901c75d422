using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>CustomMapping: rows through a delegate, its schema, and saving under a contract name.</summary>
[TestClass]
public sealed class CustomMappingTests
{
    /// <summary>What the mapping reads.</summary>
    public sealed class Input
    {
        /// <summary>A weight.</summary>
        public float Weight { get; set; }

        /// <summary>Features.</summary>
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    /// <summary>What the mapping writes.</summary>
    public sealed class Output
    {
        /// <summary>A number.</summary>
        public float Doubled { get; set; }

        /// <summary>A text.</summary>
        public string Size { get; set; } = "";

        /// <summary>A vector.</summary>
        [VectorType(2)]
        public float[] Ends { get; set; } = [];
    }

    /// <summary>Makes the mapping again when a model is loaded.</summary>
    [CustomMappingFactoryAttribute("doubling")]
    public sealed class Doubling : CustomMappingFactory<Input, Output>
    {
        /// <summary>The mapping.</summary>
        public static void Map(Input input, Output output)
        {
            output.Doubled = 2 * input.Weight;
            output.Size = input.Weight > 1 ? "large" : "small";
            output.Ends = [input.Features[0], input.Features[3]];
        }

        /// <inheritdoc />
        public override Action<Input, Output> GetMapping() => Map;
    }

    [TestMethod]
    public void RowsAreMapped() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(4));
        var mapped = ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: null).Fit(data).Transform(data);
        scenario.Numbers("doubled", mapped.Values<float>("Doubled"), Tolerance.Features);
        scenario.Texts("sizes", mapped.Texts("Size"));
        scenario.Numbers("ends", mapped.Flat("Ends"), Tolerance.Features);
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void TheContractIsFoundAgain() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(4));
        var model = ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: "doubling").Fit(data);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var fresh = new MLContext(seed: 1);
        fresh.ComponentCatalog.RegisterAssembly(typeof(Doubling).Assembly);
        var loaded = fresh.Model.Load(stream, out _);
        scenario.Numbers("doubled", loaded.Transform(data).Values<float>("Doubled"), Tolerance.Features);
    });

    [TestMethod]
    public void ShapesFollowTheClasses() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(4));
        var shape = Shapes.Of<ClassRow>(ml);
        scenario.Texts("shape", SchemaText.Lines(ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: null).GetOutputSchema(shape)));
        var definition = SchemaDefinition.Create(typeof(Output));
        var ends = definition["Ends"];
        ends.ColumnName = "Limits";
        ends.AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(2, ["first".AsMemory(), "last".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 2));
        var estimator = ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: null, outputSchemaDefinition: definition);
        scenario.Texts("shape with annotations", SchemaText.Lines(estimator.GetOutputSchema(shape)));
        scenario.Texts("schema with annotations", SchemaText.Lines(estimator.Fit(data).Transform(data).Schema));
    });

    [TestMethod]
    public void WrongMappingsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(4));
        var texts = ml.Data.LoadFromEnumerable(TextRows.Plain());
        scenario.Throws("missing column", () => ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: null).Fit(texts));
        scenario.Throws("null mapping", () => ml.Transforms.CustomMapping<Input, Output>(null!, contractName: null));
        var unnamed = ml.Transforms.CustomMapping<Input, Output>(Doubling.Map, contractName: null).Fit(data);
        scenario.Throws("save without a contract", () => ml.Model.Save(unnamed, data.Schema, new MemoryStream()));
    });
}

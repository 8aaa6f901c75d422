using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class SchemaTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void The_column_is_a_float_vector_of_known_size_with_slot_names()
    {
        var transformer = Fit();
        var column = transformer.GetOutputSchema(Data().Schema)["Features"];
        var type = (VectorDataViewType)column.Type;
        Assert.AreEqual(NumberDataViewType.Single, type.ItemType);
        CollectionAssert.AreEqual(new[] { transformer.Dimension }, type.Dimensions.ToArray());

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        var expected = transformer.Embedder.Embedder.FeatureNames;
        CollectionAssert.AreEqual(expected.ToArray(), names.DenseValues().Select(n => n.ToString()).ToArray());
        Assert.HasCount(transformer.Dimension, expected.Distinct(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void The_column_does_not_claim_to_be_normalized()
    {
        var column = Fit().GetOutputSchema(Data().Schema)["Features"];
        Assert.IsFalse(column.IsNormalized());
        Assert.IsNull(column.Annotations.Schema.GetColumnOrNull("IsNormalized"));
    }

    [TestMethod]
    public void The_shape_promises_what_the_schema_holds()
    {
        // A chain of two stages checks the shape of the first against the needs of the second, and the schema against the shape.
        var shape = ShapeAfter(_context.Transforms.PretrainedEmbeddings("Features", "Text", Stage.Small));
        var column = shape.Single(c => c.Name.Equals("Features", StringComparison.Ordinal));
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.AreEqual(NumberDataViewType.Single, column.ItemType);
        Assert.IsFalse(column.IsKey);
        Assert.AreEqual("SlotNames", column.Annotations.Single().Name);
        CollectionAssert.IsSubsetOf(new[] { "Text", "Label", "Number" }, shape.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void An_output_of_the_name_of_an_input_hides_it()
    {
        var data = Data();
        var transformer = _context.Transforms.PretrainedEmbeddings("Text", options: Stage.Small, inputColumnName: null).Fit(data);
        var schema = transformer.Transform(data).Schema;
        Assert.AreEqual(data.Schema.Count + 1, schema.Count);
        Assert.IsInstanceOfType<VectorDataViewType>(schema["Text"].Type);
        Assert.IsTrue(schema[data.Schema["Text"].Index].IsHidden);

        var shape = ShapeAfter(_context.Transforms.PretrainedEmbeddings("Text", options: Stage.Small, inputColumnName: null));
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, shape.Single(c => c.Name.Equals("Text", StringComparison.Ordinal)).Kind);

        // The vectors are those of the hidden texts, and a further stage sees the vectors.
        var expected = Stage.VectorsOf(_context, Fit().Transform(data));
        var renamed = _context.Transforms.CopyColumns("Features", "Text").Fit(transformer.Transform(data)).Transform(transformer.Transform(data));
        Stage.AssertSameBits(expected, Stage.VectorsOf(_context, renamed));
    }

    [TestMethod]
    public void Columns_of_the_input_keep_their_annotations()
    {
        var keyed = _context.Transforms.Conversion.MapValueToKey("Key", "Label");
        var data = Data();
        var view = keyed.Append(Stage.Estimator(_context)).Fit(data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> values = default;
        view.Schema["Key"].GetKeyValues(ref values);
        Assert.AreEqual(3, values.Length);
    }

    [TestMethod]
    public void The_row_count_is_the_inputs()
    {
        var data = Data();
        Assert.AreEqual(data.GetRowCount(), Fit().Transform(data).GetRowCount());
    }

    private IDataView Data() => _context.Data.LoadFromEnumerable(Messages.Generate(9));

    private PretrainedEmbeddingsTransformer Fit() => Stage.Estimator(_context).Fit(Data());

    private SchemaShape ShapeAfter(PretrainedEmbeddingsEstimator estimator)
    {
        // The shape of the data itself is what a stage that adds nothing gives.
        var start = _context.Transforms.CopyColumns("Copy", "Number");
        SchemaShape? seen = null;
        var spy = new Spy(shape => seen = shape);
        start.Append(estimator).Append(spy).Fit(Data());
        return seen!;
    }

    private sealed class Spy(Action<SchemaShape> saw) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => new MLContext().Transforms.CopyColumns("Copy2", "Number").Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            saw(inputSchema);
            return inputSchema;
        }
    }
}

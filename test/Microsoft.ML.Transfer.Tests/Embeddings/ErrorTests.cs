namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void A_missing_column_is_named_as_by_ml_net()
    {
        var ours = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.PretrainedEmbeddings("Features", "Nowhere", Stage.Small).Fit(Data()));
        var theirs = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.Text.NormalizeText("Features", "Nowhere").Fit(Data()));
        Assert.AreEqual(theirs.Message, ours.Message);
        StringAssert.StartsWith(ours.Message, "Could not find input column 'Nowhere'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_missing_column_is_named_when_a_chain_is_fitted()
    {
        var chain = _context.Transforms.CopyColumns("Copy", "Number").Append(_context.Transforms.PretrainedEmbeddings("Features", "Nowhere", Stage.Small));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Data()));
        StringAssert.StartsWith(error.Message, "Could not find input column 'Nowhere'", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Number", "Int32")]
    [DataRow("Numbers", "Vector<Single>")]
    [DataRow("Words", "VarVector<String>")]
    [DataRow("Key", "Key<UInt32>")]
    public void A_column_of_another_type_is_refused_by_its_shape(string column, string type)
    {
        var chain = Prepare().Append(_context.Transforms.PretrainedEmbeddings("Features", column, Stage.Small));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Data()));
        StringAssert.StartsWith(error.Message, $"Schema mismatch for input column '{column}': expected String, got {type}", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Number", "Int32")]
    [DataRow("Numbers", "Vector<Single, 2>")]
    [DataRow("Words", "Vector<String>")]
    [DataRow("Key", "Key<UInt32, 0-2>")]
    public void A_column_of_another_type_is_refused_by_its_schema(string column, string type)
    {
        var data = Prepare().Fit(Data()).Transform(Data());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.PretrainedEmbeddings("Features", column, Stage.Small).Fit(data));
        StringAssert.StartsWith(error.Message, $"Schema mismatch for input column '{column}': expected String, got {type}", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_fitted_stage_checks_every_schema_it_is_given()
    {
        var transformer = Stage.Estimator(_context).Fit(Data());
        var other = _context.Data.LoadFromEnumerable([new { Other = "x" }]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.Transform(other));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.GetOutputSchema(other.Schema));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.GetRowToRowMapper(other.Schema));
    }

    [TestMethod]
    public void An_empty_column_name_is_refused_as_by_ml_net()
    {
        var ours = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.PretrainedEmbeddings("", "Text", Stage.Small));
        StringAssert.StartsWith(ours.Message, "outputColumnName cannot be null or empty", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.PretrainedEmbeddings(null!, "Text", Stage.Small));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.PretrainedEmbeddings("Features", "", Stage.Small));
    }

    [TestMethod]
    public void Missing_arguments_are_named()
    {
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => _context.Transforms.PretrainedEmbeddings("Features", "Text", (PretrainedEmbeddingsOptions)null!)).ParamName);
        Assert.AreEqual("embedder", Assert.ThrowsExactly<ArgumentNullException>(() => _context.Transforms.PretrainedEmbeddings("Features", "Text", (TextEmbedder)null!)).ParamName);
        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentNullException>(() => Stage.Estimator(_context).Fit(null!)).ParamName);
        Assert.AreEqual("inputSchema", Assert.ThrowsExactly<ArgumentNullException>(() => Stage.Estimator(_context).GetOutputSchema(null!)).ParamName);
    }

    [TestMethod]
    public void A_model_that_is_not_there_is_named_and_can_be_put_there()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var estimator = _context.Transforms.PretrainedEmbeddings("Features", "Text", model: folder);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.Throws<IOException>(() => estimator.Fit(Data()));
            StringAssert.Contains(error.Message, folder, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void A_wrong_column_is_found_before_the_model_is_loaded()
    {
        var estimator = _context.Transforms.PretrainedEmbeddings("Features", "Nowhere", model: "no such model");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(Data()));
    }

    [TestMethod]
    public void Encoding_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var transformer = Stage.Estimator(_context, Stage.Small with { CancellationToken = cancellation.Token }).Fit(Data());
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Stage.VectorsOf(_context, transformer.Transform(Data())));
    }

    private IDataView Data() => _context.Data.LoadFromEnumerable(Messages.Generate(9), Definition());

    private static Data.SchemaDefinition Definition()
    {
        var definition = Microsoft.ML.Data.SchemaDefinition.Create(typeof(Message));
        definition["Numbers"].ColumnType = new Data.VectorDataViewType(Microsoft.ML.Data.NumberDataViewType.Single, 2);
        return definition;
    }

    private IEstimator<ITransformer> Prepare() => _context.Transforms.Conversion.MapValueToKey("Key", "Label")
        .Append(_context.Transforms.Text.TokenizeIntoWords("Words", "Text"));
}

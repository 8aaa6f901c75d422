using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.FillMask;

[TestClass]
public sealed class FillMaskTests
{
    private static readonly string[] Texts =
    [
        "the [MASK] sat", "", "a dog [MASK] [MASK].", "\t", "cat \ud800 [MASK]", "no place", "naïve [MASK] 東京 😀", string.Concat(Enumerable.Repeat("the cat [MASK] ", 30)),
    ];

    private readonly MLContext _context = new(seed: 1);
    private readonly TinyMaskedModel _model = new();

    [TestCleanup]
    public void DeleteModel() => _model.Dispose();

    [TestMethod]
    public void Each_place_gets_as_many_words_as_are_asked_for()
    {
        using var model = MaskedLanguageModel.Load(_model.Folder);
        var rows = Rows(Fit(new FillMaskOptions { Model = _model.Folder, TopK = 3, Candidates = MaskCandidates.Tokens, Threads = 1 }));
        Assert.HasCount(Texts.Length, rows);
        for (var i = 0; i < Texts.Length; i++)
        {
            FilledWord[] expected = [.. model.Fill([Texts[i]], 3, MaskCandidates.Tokens)[0].SelectMany(place => place.Words)];
            CollectionAssert.AreEqual(Array.ConvertAll(expected, word => word.Text), rows[i].Words, $"row {i}");
            CollectionAssert.AreEqual(Array.ConvertAll(expected, word => word.Probability), rows[i].Score, $"row {i}");
        }
        CollectionAssert.AreEqual(new[] { 3, 0, 6, 0, 3, 0, 3, 90 }, rows.Select(row => row.Words.Length).ToArray());
    }

    [TestMethod]
    public void The_columns_are_vectors_of_any_size()
    {
        var data = Data();
        var estimator = _context.Transforms.FillMask("Words", "Text", _model.Folder);
        var schema = estimator.Fit(data).GetOutputSchema(data.Schema);
        Assert.AreEqual(new VectorDataViewType(TextDataViewType.Instance), schema["Words"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single), schema["Score"].Type);
        // The shape that other stages see says the same.
        var chain = estimator.Append(_context.Transforms.CopyColumns("Copy", "Words")).Append(_context.Transforms.CopyColumns("Copy2", "Score"));
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single), chain.Fit(data).Transform(data).Schema["Copy2"].Type);
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_same_as_a_view()
    {
        var model = Fit();
        var rows = Rows(model);
        using var engine = _context.Model.CreatePredictionEngine<Message, Row>(model);
        for (var i = 0; i < Texts.Length; i++)
        {
            var row = engine.Predict(new Message { Text = Texts[i] });
            CollectionAssert.AreEqual(rows[i].Words, row.Words);
            CollectionAssert.AreEqual(rows[i].Score, row.Score);
        }
        Assert.IsEmpty(engine.Predict(new Message { Text = null }).Words);
    }

    [TestMethod]
    public void A_loaded_model_gives_the_same_words_and_saves_again()
    {
        var model = Fit(new FillMaskOptions { Model = _model.Folder, TopK = 2, Candidates = MaskCandidates.Tokens });
        var expected = Rows(model);
        ITransformer loaded = model;
        for (var generation = 0; generation < 2; generation++)
        {
            loaded = new MLContext(seed: 7).Model.Load(SavedModel.Save(_context, loaded, Data().Schema), out _);
            Stage.AssertSameBits([.. expected.Select(row => row.Score)], [.. Rows(loaded).Select(row => row.Score)]);
            CollectionAssert.AreEqual(expected.SelectMany(row => row.Words).ToArray(), Rows(loaded).SelectMany(row => row.Words).ToArray());
        }
        Assert.AreEqual(Path.GetFileName(_model.Folder), model.ModelName);
        Assert.AreEqual(2, model.TopK);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        string[] texts = [.. Texts.Where(text => !text.Contains('\ud800', StringComparison.Ordinal))];
        var model = Fit();
        var expected = model.Transform(_context.Data.LoadFromEnumerable(texts.Select(text => new Message { Text = text }))).GetColumn<float[]>("Score").ToArray();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, Data().Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected.Where(row => row.Length > 0)), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void Eight_threads_with_one_transformer_get_the_words_of_one()
    {
        var model = Fit();
        var expected = Rows(model);
        Stage.OnEightThreads(_ => Stage.AssertSameBits([.. expected.Select(row => row.Score)], [.. Rows(model, new MLContext(seed: 1)).Select(row => row.Score)]));
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("task.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => SavedModel.Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]), $"'{name}' has been altered or damaged");

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1001, 0)]
    [DataRow(5, 2)]
    public void Settings_that_cannot_be_are_refused(int count, int candidates) => AssertRefused(
        archive => SavedModel.ReplaceInMain(archive, "Score", [.. BitConverter.GetBytes(count), .. BitConverter.GetBytes(candidates)]), $"gives {count} words of kind {candidates}");

    [TestMethod]
    public void Errors_are_those_of_the_other_stages()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.FillMask("", "Text", _model.Folder));
        Assert.ThrowsExactly<ArgumentNullException>(() => _context.Transforms.FillMask("Words", "Text", (FillMaskOptions)null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.FillMask("Words", "Text", ""));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.FillMask("Words", "Text", _model.Folder, topK: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.FillMask("Words", "Text", new FillMaskOptions { Model = _model.Folder, ScoreColumnName = "" }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FillMaskOptions { Model = _model.Folder, Threads = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FillMaskOptions { Model = _model.Folder, Candidates = (MaskCandidates)2 });
        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.FillMask("Words", "Nowhere", "no folder").Fit(Data()));
        Assert.StartsWith("Could not find input column 'Nowhere'", missing.Message);
        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.CopyColumns("Copy", "Number").Append(_context.Transforms.FillMask("Words", "Copy", _model.Folder)).Fit(Data()));
        Assert.StartsWith("Schema mismatch for input column 'Copy': expected String, got Int32", wrong.Message);
        var bare = Assert.ThrowsExactly<InvalidDataException>(() => _context.Transforms.FillMask("Words", "Text", Stage.Folder).Fit(Data()));
        StringAssert.Contains(bare.Message, "a model with a head for MaskedLanguageModel is needed", StringComparison.Ordinal);
        using var cancellation = new CancellationTokenSource();
        var model = Fit(new FillMaskOptions { Model = _model.Folder, CancellationToken = cancellation.Token });
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Rows(model));
    }

    private void AssertRefused(Action<ZipArchive> tamper, string message) => SavedModel.AssertRefused(_context, Fit(), Data().Schema, tamper, message);

    private IDataView Data() => _context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text }));

    private FillMaskTransformer Fit(FillMaskOptions? options = null) => _context.Transforms.FillMask("Words", "Text", options ?? new FillMaskOptions { Model = _model.Folder }).Fit(Data());

    private Row[] Rows(ITransformer model, MLContext? context = null) =>
        [.. (context ?? _context).Data.CreateEnumerable<Row>(model.Transform(Data()), reuseRowObject: false, ignoreMissingColumns: true)];

    private sealed class Row
    {
        public string[] Words { get; set; } = [];

        public float[] Score { get; set; } = [];
    }
}

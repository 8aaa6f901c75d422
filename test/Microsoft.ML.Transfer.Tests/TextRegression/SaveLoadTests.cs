using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.TextRegression;

[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = _context.Data.LoadFromEnumerable(Ratings.Generate(40));

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits_and_saves_again()
    {
        ITransformer model = Ratings.Fit(_context, _data, Ratings.Small with { Epochs = 1, Sentence2ColumnName = "Second" });
        var expected = Ratings.ScoresOf(model, _data);
        for (var generation = 0; generation < 2; generation++)
        {
            model = new MLContext(seed: 7).Model.Load(SavedModel.Save(_context, model, _data.Schema), out _);
            CollectionAssert.AreEqual(expected, Ratings.ScoresOf(model, _data));
        }
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        var model = Ratings.Fit(_context, _data, Ratings.Small with { Epochs = 1, Model = encoder.Folder });
        string[] texts = [.. Ratings.Generate(20).Select(row => row.Text!), .. HardTexts.WellFormed];
        var expected = Ratings.ScoresOf(model, _context.Data.LoadFromEnumerable(texts.Select(text => new Rating { Text = text })));
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected.Select(score => new[] { score })), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void Eight_threads_and_prediction_engines_get_the_bits_of_a_view()
    {
        var model = Ratings.Fit(_context, _data, Ratings.Small with { Epochs = 1 });
        List<Rating> rows = [.. Ratings.Generate(40), .. HardTexts.All.Select(text => new Rating { Text = text })];
        var expected = Ratings.ScoresOf(model, _context.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(Array.TrueForAll(expected, float.IsFinite));
        Stage.OnEightThreads(thread =>
        {
            var own = new MLContext(seed: 1);
            var order = Enumerable.Range(0, rows.Count).ToArray();
            new Random(thread).Shuffle(order);
            CollectionAssert.AreEqual(order.Select(i => expected[i]).ToArray(), Ratings.ScoresOf(model, own.Data.LoadFromEnumerable(order.Select(i => rows[i]))));
            using var engine = own.Model.CreatePredictionEngine<Rating, PredictedRating>(model);
            foreach (var i in order.Take(12))
                Assert.AreEqual(expected[i], engine.Predict(rows[i]).Score);
        });
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("task.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => SavedModel.Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]), $"'{name}' has been altered or damaged");

    [TestMethod]
    public void Missing_weights_are_refused() => AssertRefused(archive => SavedModel.Find(archive, "model.safetensors").Delete(), "holds none of that name");

    [TestMethod]
    public void A_column_without_a_name_is_refused() =>
        // The length of the name stands before it. The name of the second text column is empty; with a letter put there, that of the score column is.
        AssertRefused(archive => SavedModel.ReplaceInMain(archive, "\u0004Text", [1, (byte)'S', 0]), "names are not empty");

    private void AssertRefused(Action<ZipArchive> tamper, string message) =>
        SavedModel.AssertRefused(_context, Ratings.Fit(_context, _data, Ratings.Small with { Epochs = 1 }), _data.Schema, tamper, message);
}

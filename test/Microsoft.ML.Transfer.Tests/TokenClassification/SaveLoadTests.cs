using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.TokenClassification;

[TestClass]
public sealed class SaveLoadTests
{
    private static readonly string[] HardTexts = ["", " \t ", "\0 \u0001 \ufeff x", "naïve café 東京 😀", string.Concat(Enumerable.Repeat("the cat ", 3000)), new string('z', 100_000)];

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = _context.Data.LoadFromEnumerable(Tagging.Generate(30));

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits_and_saves_again()
    {
        var model = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1 });
        var expected = model.Transform(_data);
        ITransformer loaded = model;
        for (var generation = 0; generation < 2; generation++)
        {
            loaded = new MLContext(seed: 7).Model.Load(Save(loaded), out _);
            Stage.AssertSameBits(Tagging.ScoresOf(expected), Tagging.ScoresOf(loaded.Transform(_data)));
            foreach (var (first, second) in Tagging.KeysOf(expected).Zip(Tagging.KeysOf(loaded.Transform(_data))))
                CollectionAssert.AreEqual(first, second);
        }
        var stage = ((IEnumerable<ITransformer>)loaded).OfType<FineTunedTokenClassificationTransformer>().Single();
        CollectionAssert.AreEqual(model.LastTransformer.ClassNames.ToArray(), stage.ClassNames.ToArray());
        Assert.AreEqual(Path.GetFileName(Stage.Folder), stage.ModelName);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        // The fresh process reads the column Text.
        var rows = Messages.Generate(40);
        var data = _context.Data.LoadFromEnumerable(rows.Select(row => new TaggedMessage { Text = row.Text!, Label = row.Text!.Split(' ') }));
        var model = Tagging.Fit(_context, data, Tagging.Small with { Epochs = 1, WordsColumnName = "Text" });
        string[] texts = [.. rows.Select(row => row.Text!), .. HardTexts.Skip(2)];
        var expected = Tagging.ScoresOf(model.Transform(_context.Data.LoadFromEnumerable(texts.Select(text => new TaggedMessage { Text = text }))));
        Assert.HasCount(6000, expected[^2]);
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    [DataRow("Words")]
    [DataRow("Sentence")]
    public void A_prediction_engine_gives_the_same_as_a_view(string column)
    {
        var fitted = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1, WordsColumnName = column });
        var model = fitted.Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(fitted.Transform(_data)));
        var rows = Tagging.Generate(10, seed: 5).Concat(HardTexts.Select(text => new TaggedSentence { Sentence = text, Words = text.Split(' ') })).Append(new TaggedSentence()).ToList();
        var view = Tagging.ScoresOf(model.Transform(_context.Data.LoadFromEnumerable(rows)));
        var engine = _context.Model.CreatePredictionEngine<TaggedSentence, TaggedPrediction>(model);
        for (var i = 0; i < rows.Count; i++)
        {
            var prediction = engine.Predict(rows[i]);
            CollectionAssert.AreEqual(view[i], prediction.Score, $"row {i}");
            Assert.HasCount(view[i].Length, prediction.PredictedLabel);
            Assert.IsTrue(Array.TrueForAll(prediction.PredictedLabel, label => label is "O" or "B-ANIMAL" or "S-PLACE"));
            Assert.IsTrue(Array.TrueForAll(prediction.Score, float.IsFinite));
        }
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("task.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => SavedModel.Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]),
        $"'{name}' has been altered or damaged");

    [TestMethod]
    public void A_missing_entry_is_refused_by_name() => AssertRefused(archive => SavedModel.Find(archive, "config.json").Delete(), "'config.json'");

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    [DataRow(int.MaxValue)]
    public void A_number_of_classes_that_cannot_be_is_refused(int count) => AssertRefused(archive => SavedModel.ReplaceInMain(archive, "PredictedLabel", BitConverter.GetBytes(count)), $"has {count} classes");

    [TestMethod]
    public void A_main_stream_that_ends_early_is_refused()
    {
        using var stream = Save(Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1 }).Last());
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            SavedModel.ReplaceMain(archive, bytes => bytes[..^40]);
        stream.Position = 0;
        Assert.Throws<Exception>(() => _context.Model.Load(stream, out _));
    }

    private MemoryStream Save(ITransformer model) => SavedModel.Save(_context, model, _data.Schema);

    private void AssertRefused(Action<ZipArchive> tamper, string message) => SavedModel.AssertRefused(_context, Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1 }).Last(), _data.Schema, tamper, message);

    private sealed class TaggedMessage
    {
        public string Text { get; set; } = "";

        public string[] Label { get; set; } = [];
    }
}

using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.TextClassification;

[TestClass]
public sealed class SaveLoadTests
{
    private static readonly string[] HardTexts = ["", " \t ", "cat \ud800 dog", "\0\u0001\ufeff", "naïve café 東京 😀", string.Concat(Enumerable.Repeat("the cat ", 5000))];

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = _context.Data.LoadFromEnumerable(Messages.Generate(40));

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits_and_saves_again()
    {
        var model = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1, ScoreColumnName = "Score", Sentence2ColumnName = "Second" });
        var expected = FineTuning.ScoresOf(model, _data);
        ITransformer loaded = model;
        for (var generation = 0; generation < 2; generation++)
        {
            loaded = new MLContext(seed: 7).Model.Load(Save(loaded), out _);
            Stage.AssertSameBits(expected, FineTuning.ScoresOf(loaded, _data));
        }
        var stage = ((IEnumerable<ITransformer>)loaded).OfType<FineTunedTextClassificationTransformer>().Single();
        CollectionAssert.AreEqual(new[] { "cat", "good", "sat" }, stage.ClassNames.ToArray());
        Assert.AreEqual(Path.GetFileName(Stage.Folder), stage.ModelName);
    }

    [TestMethod]
    [DataRow("lora:2")]
    [DataRow("adapters:4")]
    [DataRow("prompt:2")]
    public void What_an_adaptation_put_in_is_saved_too(string adaptation)
    {
        var model = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 2, Adaptation = Adaptation.Parse(adaptation) });
        var expected = FineTuning.ScoresOf(model, _data);
        Stage.AssertSameBits(expected, FineTuning.ScoresOf(new MLContext(seed: 7).Model.Load(Save(model), out _), _data));
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        var model = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1, Model = encoder.Folder });
        string[] texts = [.. Messages.Generate(40).Select(m => m.Text!), .. HardTexts.Where(text => !text.Contains('\ud800'))];
        var expected = FineTuning.ScoresOf(model, _context.Data.LoadFromEnumerable(texts.Select(t => new Message { Text = t })));
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_same_as_a_view()
    {
        var model = FineTuning.Fit(_context, _data).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1 }).Transform(_data)));
        var rows = Messages.Generate(10, seed: 5).Concat(HardTexts.Select(text => new Message { Text = text })).Append(new Message { Text = null }).ToList();
        var view = FineTuning.ScoresOf(model, _context.Data.LoadFromEnumerable(rows));
        var engine = _context.Model.CreatePredictionEngine<Message, ClassifiedMessage>(model);
        for (var i = 0; i < rows.Count; i++)
        {
            var prediction = engine.Predict(rows[i]);
            CollectionAssert.AreEqual(view[i], prediction.Score, $"row {i}");
            CollectionAssert.Contains(new[] { "cat", "good", "sat" }, prediction.PredictedLabel);
            Assert.IsTrue(Array.TrueForAll(prediction.Score, float.IsFinite));
        }
    }

    [TestMethod]
    public void The_entries_are_a_checkpoint_with_the_labels()
    {
        var model = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1 });
        using var folder = new TemporaryFolder();
        using (var archive = new ZipArchive(Save(model), ZipArchiveMode.Read))
        {
            foreach (var name in new[] { "config.json", "tokenizer.json", "model.safetensors" })
                Find(archive, name).ExtractToFile(folder.File(name));
        }
        using var restored = Heads.PretrainedModel.Load(Path.GetDirectoryName(folder.File("config.json"))!);
        Assert.AreEqual(3, restored.Heads.Single().ScoreCount);
        StringAssert.Contains(File.ReadAllText(folder.File("config.json")), "\"good\"", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("task.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]),
        $"'{name}' has been altered or damaged");

    [TestMethod]
    public void Shortened_weights_are_refused() => AssertRefused(archive => Replace(archive, "model.safetensors", bytes => bytes[..^1]), "'model.safetensors' has ");

    [TestMethod]
    public void Missing_weights_are_refused() => AssertRefused(archive => Find(archive, "model.safetensors").Delete(), "holds none of that name");

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    [DataRow(int.MaxValue)]
    public void A_number_of_classes_that_cannot_be_is_refused(int count) => AssertRefused(archive => ReplaceInMain(archive, "PredictedLabel", BitConverter.GetBytes(count)), $"has {count} classes");

    [TestMethod]
    public void A_type_of_labels_that_is_not_known_is_refused() =>
        AssertRefused(archive => ReplaceInMain(archive, "ReadOnlyMemory`1", after: null), "labels of the type 'readOnlyMemory`1'");

    private MemoryStream Save(ITransformer model)
    {
        var stream = new MemoryStream();
        _context.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        return stream;
    }

    private void AssertRefused(Action<ZipArchive> tamper, string message)
    {
        var model = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1, Adaptation = Adaptation.HeadOnly });
        using var stream = Save(model.Last());
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            tamper(archive);
        stream.Position = 0;
        var error = Assert.Throws<Exception>(() => _context.Model.Load(stream, out _));
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    /// <summary>Writes bytes after the first place of a text in the main stream; where there are none, makes its first letter small.</summary>
    private static void ReplaceInMain(ZipArchive archive, string text, byte[]? after)
    {
        var main = archive.Entries.Where(entry => entry.FullName.EndsWith("Model.key", StringComparison.Ordinal)).Single(entry => Read(entry).AsSpan().IndexOf("task.json"u8) >= 0);
        Replace(archive, main, bytes =>
        {
            var place = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
            Assert.IsGreaterThanOrEqualTo(0, place);
            if (after is null)
                bytes[place] |= 0x20;
            else
                after.CopyTo(bytes, place + text.Length);
            return bytes;
        });
    }

    private static ZipArchiveEntry Find(ZipArchive archive, string name) =>
        archive.Entries.Single(entry => entry.FullName.Split('/', '\\')[^1].Equals(name, StringComparison.Ordinal));

    private static void Replace(ZipArchive archive, string name, Func<byte[], byte[]> change) => Replace(archive, Find(archive, name), change);

    private static void Replace(ZipArchive archive, ZipArchiveEntry entry, Func<byte[], byte[]> change)
    {
        var (name, bytes) = (entry.FullName, change(Read(entry)));
        entry.Delete();
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class ClassifiedMessage
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}

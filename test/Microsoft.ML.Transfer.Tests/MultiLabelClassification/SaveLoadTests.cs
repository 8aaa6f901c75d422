using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.MultiLabelClassification;

[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = _context.Data.LoadFromEnumerable(Topics.Generate(40));

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits_and_saves_again()
    {
        var model = Topics.Fit(_context, _data, Topics.Small with { Epochs = 1, Sentence2ColumnName = "Second", Threshold = 0.4f });
        var expected = Topics.ScoresOf(model, _data);
        var labels = LabelsOf(model);
        for (var generation = 0; generation < 2; generation++)
        {
            model = new MLContext(seed: 7).Model.Load(SavedModel.Save(_context, model, _data.Schema), out _);
            Stage.AssertSameBits(expected, Topics.ScoresOf(model, _data));
            CollectionAssert.AreEqual(labels, LabelsOf(model));
        }
        var stage = ((IEnumerable<ITransformer>)model).OfType<FineTunedMultiLabelClassificationTransformer>().Single();
        CollectionAssert.AreEqual(Topics.Names.ToArray(), stage.LabelNames.ToArray());
        Assert.AreEqual(0.4f, stage.Threshold);
        Assert.AreEqual(Path.GetFileName(Stage.Folder), stage.ModelName);
    }

    [TestMethod]
    public void A_loaded_model_of_indicators_predicts_indicators()
    {
        var model = Topics.FitIndicators(_context, _data, Topics.Small with { Epochs = 1 });
        var loaded = new MLContext(seed: 7).Model.Load(SavedModel.Save(_context, model, _data.Schema), out _);
        var (expected, found) = (model.Transform(_data).GetColumn<bool[]>("PredictedLabel").ToArray(), loaded.Transform(_data).GetColumn<bool[]>("PredictedLabel").ToArray());
        for (var i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], found[i]);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        var model = Topics.FitIndicators(_context, _data, Topics.Small with { Epochs = 1, Model = encoder.Folder });
        string[] texts = [.. Topics.Generate(20).Select(row => row.Text!), .. HardTexts.WellFormed];
        var expected = Topics.ScoresOf(model, _context.Data.LoadFromEnumerable(texts.Select(text => new Topic { Text = text })));
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void Eight_threads_and_prediction_engines_get_the_bits_of_a_view()
    {
        var model = Topics.Fit(_context, _data, Topics.Small with { Epochs = 1 });
        List<Topic> rows = [.. Topics.Generate(40), .. HardTexts.All.Select(text => new Topic { Text = text })];
        var expected = Topics.ScoresOf(model, _context.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(Array.TrueForAll(expected, row => Array.TrueForAll(row, score => score is >= 0 and <= 1)));
        Stage.OnEightThreads(thread =>
        {
            var own = new MLContext(seed: 1);
            var order = Enumerable.Range(0, rows.Count).ToArray();
            new Random(thread).Shuffle(order);
            Stage.AssertSameBits([.. order.Select(i => expected[i])], Topics.ScoresOf(model, own.Data.LoadFromEnumerable(order.Select(i => rows[i]))));
            using var engine = own.Model.CreatePredictionEngine<Topic, PredictedTopic>(model);
            foreach (var i in order.Take(12))
            {
                var prediction = engine.Predict(rows[i]);
                CollectionAssert.AreEqual(expected[i], prediction.Score);
                CollectionAssert.AreEqual(Topics.Names.Where((_, label) => expected[i][label] >= 0.5f).ToArray(), prediction.PredictedLabel);
            }
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
    [DataRow(0f)]
    [DataRow(1f)]
    [DataRow(float.NaN)]
    public void A_threshold_that_cannot_be_is_refused(float threshold) =>
        AssertRefused(archive => SavedModel.ReplaceInMain(archive, "PredictedLabel", BitConverter.GetBytes(threshold)), "The model has the threshold");

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(int.MaxValue)]
    public void A_number_of_labels_that_cannot_be_is_refused(int count) => AssertRefused(
        archive => SavedModel.ReplaceInMain(archive, "PredictedLabel", [.. BitConverter.GetBytes(0.5f), 1, .. BitConverter.GetBytes(count)]), $"has {count} classes");

    private void AssertRefused(Action<ZipArchive> tamper, string message) =>
        SavedModel.AssertRefused(_context, Topics.FitIndicators(_context, _data, Topics.Small with { Epochs = 1 }), _data.Schema, tamper, message);

    private string[] LabelsOf(ITransformer model) =>
        [.. _context.Data.CreateEnumerable<PredictedTopic>(model.Transform(_data), reuseRowObject: false).Select(row => string.Join(' ', row.PredictedLabel))];
}

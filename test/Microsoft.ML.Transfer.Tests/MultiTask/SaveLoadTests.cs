using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.MultiTask;

[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = Reviews.Data(_context, Reviews.Generate(24));

    [TestMethod]
    public void All_tasks_are_saved_with_one_encoder_give_the_same_bits_and_save_again()
    {
        ITransformer model = Fit();
        var expected = Reviews.Everything(model, _data);
        for (var generation = 0; generation < 2; generation++)
        {
            using var file = SavedModel.Save(_context, model, _data.Schema);
            using (var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
                Assert.AreEqual("model.safetensors", SavedModel.Find(archive, "model.safetensors").Name);
            file.Position = 0;
            model = new MLContext(seed: 7).Model.Load(file, out _);
            CollectionAssert.AreEqual(expected, Reviews.Everything(model, _data));
        }
    }

    [TestMethod]
    public void The_transformer_of_a_task_is_saved_by_itself()
    {
        var model = Fit();
        foreach (var (task, column) in new[] { ("Stars", "StarsScore"), ("Animal", "PredictedAnimal") })
        {
            var loaded = new MLContext(seed: 7).Model.Load(SavedModel.Save(_context, model.Tasks[task], _data.Schema), out _);
            Assert.AreEqual(model.Tasks[task].GetType(), loaded.GetType());
            var expected = model.Transform(_data);
            var actual = loaded.Transform(_data);
            Assert.IsNull(actual.Schema.GetColumnOrNull("TagsScore"));
            if (string.Equals(task, "Stars", StringComparison.Ordinal))
                CollectionAssert.AreEqual(expected.GetColumn<float>(column).ToArray(), actual.GetColumn<float>(column).ToArray());
            else
                CollectionAssert.AreEqual(expected.GetColumn<uint>(column).ToArray(), actual.GetColumn<uint>(column).ToArray());
        }
    }

    [TestMethod]
    [Timeout(240_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        var model = _context.Transforms.FineTuneMultiTask(Reviews.Small with { Epochs = 1, Model = encoder.Folder }).Fit(_data);
        string[] texts = [.. Reviews.Generate(20).Select(row => row.Text), .. HardTexts.WellFormed];
        var expected = model.Transform(_context.Data.LoadFromEnumerable(texts.Select(text => new Review { Text = text }))).GetColumn<float[]>("Score").ToArray();
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void Eight_threads_and_prediction_engines_get_the_bits_of_a_view()
    {
        var model = Fit();
        List<Review> rows = [.. Reviews.Generate(20), .. HardTexts.All.Select(text => new Review { Text = text ?? "" })];
        var view = model.Transform(_context.Data.LoadFromEnumerable(rows));
        var (animals, stars) = (view.GetColumn<float[]>("Score").ToArray(), view.GetColumn<float>("StarsScore").ToArray());
        Assert.IsTrue(Array.TrueForAll(stars, float.IsFinite));
        Stage.OnEightThreads(thread =>
        {
            var order = Enumerable.Range(0, rows.Count).ToArray();
            new Random(thread).Shuffle(order);
            using var engine = new MLContext(seed: 1).Model.CreatePredictionEngine<Review, PredictedReview>(model);
            foreach (var i in order.Take(12))
            {
                var prediction = engine.Predict(rows[i]);
                CollectionAssert.AreEqual(animals[i], prediction.Score);
                Assert.AreEqual(stars[i], prediction.StarsScore);
            }
        });
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("heads.safetensors")]
    [DataRow("task.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => SavedModel.Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]), $"'{name}' has been altered or damaged");

    [TestMethod]
    public void Columns_of_another_task_are_refused()
    {
        AssertRefused(archive => SavedModel.ReplaceInMain(archive, "Stars", after: null), "the columns of the task 'stars' where those of 'Stars' are expected");
        AssertRefused(archive => SavedModel.ReplaceInMain(archive, "FineTunedTextRegression", after: null), "'fineTunedTextRegression', which is not known");
    }

    private FineTunedMultiTaskTransformer Fit() => _context.Transforms.FineTuneMultiTask(Reviews.Small with { Epochs = 1 }).Fit(_data);

    private void AssertRefused(Action<ZipArchive> tamper, string message) => SavedModel.AssertRefused(_context, Fit(), _data.Schema, tamper, message);
}

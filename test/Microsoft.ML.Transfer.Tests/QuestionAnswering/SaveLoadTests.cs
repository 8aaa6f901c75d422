using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.QuestionAnswering;

[TestClass]
public sealed class SaveLoadTests
{
    private static readonly string[] HardTexts = ["", " \t ", "cat \ud800 dog", "\0\u0001\ufeff", "naïve café 東京 😀", string.Concat(Enumerable.Repeat("the cat ", 500))];

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public SaveLoadTests() => _data = _context.Data.LoadFromEnumerable(Answering.Generate(40));

    [TestMethod]
    public void A_loaded_model_gives_the_same_answers_and_saves_again()
    {
        var model = Answering.Fit(_context, _data, Answering.Small with { Epochs = 1, TopKAnswers = 3, Stride = 3, NoAnswerThreshold = null });
        var (scores, answers) = (Answering.ScoresOf(model, _data), Answering.AnswersOf(_context, model, _data));
        ITransformer loaded = model;
        for (var generation = 0; generation < 2; generation++)
        {
            loaded = new MLContext(seed: 7).Model.Load(Save(loaded), out _);
            Stage.AssertSameBits(scores, Answering.ScoresOf(loaded, _data));
            CollectionAssert.AreEqual(answers.SelectMany(row => row).ToArray(), Answering.AnswersOf(_context, loaded, _data).SelectMany(row => row).ToArray());
        }
        Assert.AreEqual(Path.GetFileName(Stage.Folder), model.ModelName);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        // The columns that the other process has.
        var rows = Answering.Generate(30).Select(quiz => new Passage { Text = quiz.Context!, Label = quiz.Question!, TrainingAnswer = quiz.TrainingAnswer! }).ToList();
        var options = Answering.Small with { Epochs = 1, Model = encoder.Folder, ContextColumnName = "Text", QuestionColumnName = "Label", AnswerIndexColumnName = null };
        var data = _context.Data.LoadFromEnumerable(rows);
        var model = Answering.Fit(_context, data, options);
        string[] texts = [.. rows.Select(row => row.Text), .. HardTexts.Where(text => !text.Contains('\ud800', StringComparison.Ordinal))];
        var expected = Answering.ScoresOf(model, _context.Data.LoadFromEnumerable(texts.Select(text => new Passage { Text = text })));
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_same_as_a_view()
    {
        var model = Answering.Fit(_context, _data, Answering.Small with { Epochs = 1 });
        var rows = Answering.Generate(10, seed: 5).Concat(HardTexts.SelectMany(text => new[] { new Quiz { Question = "it", Context = text }, new Quiz { Question = text, Context = "the cat sat" } }))
            .Append(new Quiz()).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var (scores, answers) = (Answering.ScoresOf(model, data), Answering.AnswersOf(_context, model, data));
        using var engine = _context.Model.CreatePredictionEngine<Quiz, Found>(model);
        for (var i = 0; i < rows.Count; i++)
        {
            var prediction = engine.Predict(rows[i]);
            CollectionAssert.AreEqual(scores[i], prediction.Score, $"row {i}");
            CollectionAssert.AreEqual(answers[i], prediction.Answer, $"row {i}");
            Assert.IsTrue(Array.TrueForAll(prediction.Score, score => score is >= 0 and <= 1));
        }
    }

    [TestMethod]
    public void The_entries_are_a_checkpoint_with_the_head()
    {
        var model = Answering.Fit(_context, _data, Answering.Small with { Epochs = 1 });
        using var folder = new TemporaryFolder();
        using (var archive = new ZipArchive(Save(model), ZipArchiveMode.Read))
        {
            foreach (var name in new[] { "config.json", "tokenizer.json", "model.safetensors" })
                SavedModel.Find(archive, name).ExtractToFile(folder.File(name));
        }
        using var restored = Heads.PretrainedModel.Load(Path.GetDirectoryName(folder.File("config.json"))!);
        Assert.AreEqual(Heads.Objective.QuestionAnswering, restored.Heads.Single().Objective);
        StringAssert.Contains(File.ReadAllText(folder.File("config.json")), "BertForQuestionAnswering", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("task.json")]
    [DataRow("answering.json")]
    public void Altered_entries_are_refused_by_name(string name) => AssertRefused(
        archive => SavedModel.Replace(archive, name, bytes => [.. bytes[..^2], (byte)(bytes[^2] ^ 1), bytes[^1]]),
        $"'{name}' has been altered or damaged");

    [TestMethod]
    public void Missing_weights_are_refused() => AssertRefused(archive => SavedModel.Find(archive, "model.safetensors").Delete(), "holds none of that name");

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(1001)]
    [DataRow(int.MaxValue)]
    public void A_number_of_answers_that_cannot_be_is_refused(int count) => AssertRefused(archive => SavedModel.ReplaceInMain(archive, "Score", BitConverter.GetBytes(count)), $"gives {count} answers");

    private MemoryStream Save(ITransformer model) => SavedModel.Save(_context, model, _data.Schema);

    private void AssertRefused(Action<ZipArchive> tamper, string message) => SavedModel.AssertRefused(_context, Answering.Fit(_context, _data, Answering.Small with { Epochs = 1 }), _data.Schema, tamper, message);

    /// <summary>A row with the names of the other process.</summary>
    private sealed class Passage
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";

        public string TrainingAnswer { get; set; } = "";
    }
}

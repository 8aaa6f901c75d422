using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class FineTuneEmbeddingsTests
{
    private static readonly string[] Animals = ["cat", "dog"];

    [TestMethod]
    public void Classes_bring_their_texts_together_and_the_folder_is_an_encoder()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\n" + string.Concat(Enumerable.Range(0, 24).Select(i => $"the {Animals[i % 2]} was {(char)('a' + i % 20)}\t{Animals[i % 2]}\n")));
        var trained = Call.Of(
            "finetune", "--task", "embeddings", "--model", model.Folder, "--data", data, "--validation-data", data, "--output", folder["encoder"], "--pairs-per-example", "8", "--learning-rate", "0.005", "--dropout", "0");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        StringAssert.Contains(trained.Error, "nearest-neighbour accuracy 1.0000", StringComparison.Ordinal);
        StringAssert.Contains(trained.Error, $"its vectors: mltransfer embed --model {folder["encoder"]}.", StringComparison.Ordinal);
        var embedded = Call.Of("embed", "--model", folder["encoder"], "--input", data, "--output", folder["vectors.jsonl"]);
        Assert.AreEqual(0, embedded.ExitCode, embedded.Error);
        StringAssert.Contains(embedded.Error, "24 vectors of 16 dimensions", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("ranking", "retrieval accuracy")]
    [DataRow("triplet", "triplet accuracy")]
    [DataRow("cosine", "Spearman's correlation")]
    public void Pairs_are_learned_by_each_loss(string loss, string metric)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 16).Select(i => $"the {Animals[i % 2]} {(char)('a' + i)}\ta {Animals[i % 2]}\ta {Animals[(i + 1) % 2]}\t{(i % 3) / 2.0}\n".Replace(',', '.'));
        var data = folder.Write("in.tsv", "Text\tOther\tHard\tLabel\n" + string.Concat(rows));
        string[] negative = string.Equals(loss, "cosine", StringComparison.Ordinal) ? [] : ["--negative-col", "Hard"];
        var trained = Call.Of([
            "finetune", "--task", "embeddings", "--model", model.Folder, "--data", data, "--pair-col", "Other", "--loss", loss, "--validation", "0.25", "--pooling", "cls", "--output", folder["encoder"], .. negative]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        StringAssert.Contains(trained.Error, metric, StringComparison.Ordinal);
        StringAssert.Contains(trained.Error, "--pooling cls.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_teacher_is_followed()
    {
        using var model = new TinyModel(layers: 1);
        using var teacher = new TinyModel(seed: 8);
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.txt", string.Concat(Enumerable.Range(0, 40).Select(i => $"the {Animals[i % 2]} sat on {(char)('a' + i % 26)}\n")));
        var trained = Call.Of(
            "finetune", "--task", "embedding-distillation", "--model", model.Folder, "--teacher", teacher.Folder, "--data", data, "--validation", "0.2", "--epochs", "30", "--learning-rate", "0.01", "--output", folder["student"]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        StringAssert.Contains(trained.Error, "cosine with the teacher 0.9", StringComparison.Ordinal);
        Assert.IsTrue(File.Exists(folder["student/model.safetensors"]));
    }

    [TestMethod]
    [DataRow("embeddings", "--teacher", "x", "--teacher has no meaning for --task embeddings")]
    [DataRow("embeddings", "--negative-col", "Label", "--negative-col needs --pair-col")]
    [DataRow("embeddings", "--pair-col", "Label", "line 2 (column 'Label'): 'x' is no cosine from -1 to 1")]
    [DataRow("embeddings", "--pairs-per-example", "0", "PairsPerExample must be at least 1")]
    [DataRow("embeddings", "--loss", "cosine", "has a single example to train on")]
    [DataRow("embedding-distillation", "--seed", "1", "needs --teacher")]
    [DataRow("embedding-distillation", "--loss", "triplet", "which follows a teacher")]
    [DataRow("text-classification", "--loss", "triplet", "they have no meaning for --task text-classification")]
    public void What_has_no_meaning_is_refused(string task, string option, string value, string message)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\na cat\tx\na dog\ty\n");
        Call.Of("finetune", "--task", task, "--model", model.Folder, "--data", data, "--output", folder["out"], option, value).AssertBadInput(message);
        CollectionAssert.AreEqual(new[] { "in.tsv" }, folder.Files());
    }

    [TestMethod]
    public void A_class_that_is_not_known_and_a_zip_are_refused()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\na cat\tx\na dog\ty\n");
        var other = folder.Write("other.tsv", "Text\tLabel\na cat\tz\n");
        Call.Of("finetune", "--task", "embeddings", "--model", model.Folder, "--data", data, "--validation-data", other, "--output", folder["out"]).AssertBadInput("line 2: the class 'z' is none of the training data (x, y)");
        Call.Of("finetune", "--task", "embeddings", "--model", model.Folder, "--data", data, "--output", folder["out.zip"]).AssertBadInput("saves an encoder as a folder");
    }

    [TestMethod]
    public void Texts_are_rehearsed_while_a_task_is_learned()
    {
        using var model = new TinyMaskedModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\na cat\tx\na dog\ty\n");
        var texts = folder.Write("texts.txt", "the cat sat on the mat\nit was good\n");
        string[] call = ["finetune", "--model", model.Folder, "--data", data, "--output", folder["m.zip"], "--replay", texts, "--forgetting-texts", texts];
        var trained = Call.Of([.. call, "--replay-every", "1"]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        StringAssert.Contains(File.ReadAllText(folder["m.md"]), "masked tokens of 2 texts in one of 1 steps", StringComparison.Ordinal);
        Call.Of([.. call, "--replay-every", "0"]).AssertBadInput("Every must be at least 1");
        Call.Of([.. call, "--replay-weight", "0"]).AssertBadInput("Weight must be above 0");
    }
}

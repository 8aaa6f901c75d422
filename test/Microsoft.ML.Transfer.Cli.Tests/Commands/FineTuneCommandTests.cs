using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class FineTuneCommandTests
{
    private static readonly string Messages = Path.Combine(SharedData.RepositoryRoot, "docs", "samples", "data", "messages.tsv");

    [TestMethod]
    public void It_learns_the_sample_messages_better_than_chance_and_predicts()
    {
        using var model = new TinyModel();
        UseWordsOfMessages(model);
        using var folder = new TemporaryFolder();
        var zip = folder["model.zip"];
        var trained = Call.Of(
            "finetune", "--model", model.Folder, "--data", Messages, "--output", zip, "--epochs", "25", "--learning-rate", "0.003", "--batch-size", "8", "--dropout", "0", "--threads", "2");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        foreach (var part in (string[])["to 4 classes on 400 rows", "Epoch 25/25", "examples/s", $"Saved {zip}."])
            StringAssert.Contains(trained.Error, part, StringComparison.Ordinal);

        var evaluated = Call.Of("evaluate", "--model", zip, "--data", Messages);
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Error);
        using var result = JsonDocument.Parse(evaluated.Out);
        Assert.AreEqual(400, result.RootElement.GetProperty("rows").GetInt32());
        // A quarter would be guessing.
        Assert.IsGreaterThan(0.4, result.RootElement.GetProperty("accuracy").GetDouble(), evaluated.Out);
        Assert.IsGreaterThan(0.3, result.RootElement.GetProperty("macro_f1").GetDouble(), evaluated.Out);

        var predicted = Call.WithInput("Where is my invoice?\n\n", "predict", "--model", zip, "--input", "-");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Error);
        using var first = JsonDocument.Parse(predicted.Out.Split('\n')[0]);
        Assert.IsTrue(first.RootElement.GetProperty("score").GetDouble() is > 0.25 and <= 1, predicted.Out);
    }

    /// <summary>Gives the model the most frequent longer words of the messages in place of its own, so that there is something to learn.</summary>
    private static void UseWordsOfMessages(TinyModel model)
    {
        var path = Path.Combine(model.Folder, "vocab.txt");
        var old = File.ReadAllLines(path);
        var special = old[..5];
        var words = File.ReadAllText(Messages).ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', '?', '!', ';', ':', '\'', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length > 4 && word.All(char.IsAsciiLetter)).CountBy(word => word, StringComparer.Ordinal).OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => word.Key);
        File.WriteAllLines(path, special.Concat(words).Take(old.Length));
    }

    [TestMethod]
    [DataRow("--epochs", "0", "Epochs must be at least 1")]
    [DataRow("--learning-rate", "-1", "LearningRate must be above 0")]
    [DataRow("--train", "bottom:2", "expected all, head, top:N, bitfit, lora:RANK")]
    [DataRow("--train", "lora:2:targets=gate", "There are attention/key, attention/output")]
    [DataRow("--max-length", "2", "leaves no room beside the special tokens")]
    [DataRow("--learning-rate", "1e30", "lower learning rate")]
    public void What_cannot_be_is_refused(string option, string value, string message)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("in.tsv", "Text\tLabel\na cat\tx\na dog\ty\n");
        Call.Of("finetune", "--model", model.Folder, "--data", data, "--output", folder["model.zip"], option, value).AssertBadInput(message);
        CollectionAssert.AreEqual(new[] { "in.tsv" }, folder.Files());
    }

    [TestMethod]
    public void Pairs_are_learned_evaluated_and_predicted()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? "the cat sat\tit was good\tyes" : "the cat sat\tnot bad\tno");
        var data = folder.Write("pairs.tsv", "Question\tReply\tFits\n" + string.Join('\n', lines) + "\n");
        string[] columns = ["--text-col", "Question", "--pair-col", "Reply"];
        var trained = Call.Of(["finetune", "--model", model.Folder, "--data", data, "--validation-data", data, "--output", folder["m.zip"], "--epochs", "8", "--learning-rate", "0.01", .. columns, "--label-col", "Fits"]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        StringAssert.Contains(trained.Error, "Validation: loss", StringComparison.Ordinal);
        StringAssert.Contains(File.ReadAllText(folder["m.md"]), "32, and 32 kept out", StringComparison.Ordinal);

        var evaluated = Call.Of(["evaluate", "--model", folder["m.zip"], "--data", data, .. columns, "--label-col", "Fits"]);
        Assert.AreEqual("{\"rows\":32,\"accuracy\":1,\"macro_f1\":1}\n", evaluated.Out, evaluated.Error);
        var predicted = Call.Of(["predict", "--model", folder["m.zip"], "--input", data, .. columns]);
        StringAssert.StartsWith(predicted.Out, "{\"text\":\"the cat sat\",\"pair\":\"it was good\",\"label\":\"yes\",\"score\":", StringComparison.Ordinal);
        Call.Of("predict", "--model", folder["m.zip"], "--input", data, "--text-col", "Question").AssertBadInput("the data lack Pair (--pair-col)");
    }

    [TestMethod]
    [DataRow("text-regression", "1.5", "-2", "\"score\":", "spearman")]
    [DataRow("multi-label-classification", "warm;kind", "", "\"labels\":[", "micro_f1")]
    public void Other_tasks_are_learned_evaluated_and_predicted(string task, string first, string second, string answer, string metric)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? $"it was good\t{first}" : $"not bad\t{second}");
        var data = folder.Write("data.tsv", "Text\tLabel\n" + string.Join('\n', lines) + "\n");
        var trained = Call.Of("finetune", "--task", task, "--model", model.Folder, "--data", data, "--output", folder["m.zip"], "--epochs", "8", "--learning-rate", "0.01");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);

        var evaluated = Call.Of("evaluate", "--model", folder["m.zip"], "--data", data);
        using var metrics = JsonDocument.Parse(evaluated.Out);
        Assert.IsGreaterThan(0.95, metrics.RootElement.GetProperty(metric).GetDouble(), evaluated.Out);
        var predicted = Call.Of("predict", "--model", folder["m.zip"], "--input", data);
        StringAssert.StartsWith(predicted.Out, "{\"text\":\"it was good\"," + answer, StringComparison.Ordinal);
        Assert.HasCount(32, predicted.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    [DataRow("words.tsv", "Text\tLabel\n", "the cat sat\tDET NOUN VERB\n", DisplayName = "a table")]
    [DataRow("words.conll", "", "the DET\ncat\tNOUN\nsat VERB\n\n", DisplayName = "columns")]
    [DataRow("words.conllu", "", "# text = the cat sat\n1\tthe\t_\tDET\t_\t_\t_\t_\t_\t_\n2-3\tcatsat\t_\t_\t_\t_\t_\t_\t_\t_\n2\tcat\t_\tNOUN\t_\t_\t_\t_\t_\t_\n3\tsat\t_\tVERB\t_\t_\t_\t_\t_\t_\n\n", DisplayName = "CoNLL-U")]
    public void The_classes_of_words_are_learned_evaluated_and_predicted(string file, string header, string sentence)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write(file, header + string.Concat(Enumerable.Repeat(sentence, 24)));
        var trained = Call.Of("finetune", "--task", "token-classification", "--model", model.Folder, "--data", data, "--output", folder["m.zip"], "--epochs", "12", "--learning-rate", "0.01");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);

        Assert.AreEqual("{\"words\":72,\"accuracy\":1}\n", Call.Of("evaluate", "--model", folder["m.zip"], "--data", data).Out);
        Assert.AreEqual("{\"words\":[\"the\",\"cat\",\"sat\"],\"labels\":[\"DET\",\"NOUN\",\"VERB\"]}\n", Call.WithInput("the cat sat\n", "predict", "--model", folder["m.zip"], "--input", "-").Out);
    }

    [TestMethod]
    public void Answers_are_learned_evaluated_and_predicted()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? "the cat sat on the mat\tit sat on\tmat" : "a dog ran\tit was a\tdog");
        var data = folder.Write("data.tsv", "Context\tQuestion\tAnswer\n" + string.Join('\n', lines) + "\n");
        var trained = Call.Of("finetune", "--task", "question-answering", "--model", model.Folder, "--data", data, "--output", folder["m.zip"], "--epochs", "12", "--learning-rate", "0.01", "--max-length", "24");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);

        Assert.AreEqual("{\"rows\":32,\"exact_match\":1,\"f1\":1}\n", Call.Of("evaluate", "--model", folder["m.zip"], "--data", data).Out);
        var predicted = Call.Of("predict", "--model", folder["m.zip"], "--input", data);
        StringAssert.StartsWith(predicted.Out, "{\"question\":\"it sat on\",\"answer\":\"mat\",\"score\":", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_sentence_with_a_tag_too_few_is_named()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        string[] arguments = ["finetune", "--task", "token-classification", "--model", model.Folder, "--output", folder["m.zip"], "--data"];
        Call.Of([.. arguments, folder.Write("a.tsv", "Text\tLabel\nthe cat\tDET\n")]).AssertBadInput("line 2", "2 words, but 1 tags");
        Call.Of([.. arguments, folder.Write("a.conll", "the DET\ncat\n")]).AssertBadInput("line 2", "'cat' is no word and tag");
        Call.Of([.. arguments, folder.Write("a.conllu", "1\tthe\n")]).AssertBadInput("line 1", "2 values");
        Call.Of([.. arguments, folder.Write("b.conllu", ""), "--label-col", "mood"]).AssertBadInput("no field 'mood'", "upos");
    }

    [TestMethod]
    public void A_number_that_is_none_is_named()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.tsv", "Text\tLabel\na cat\t1\na dog\ttwo\n");
        Call.Of("finetune", "--task", "text-regression", "--model", model.Folder, "--data", data, "--output", folder["m.zip"]).AssertBadInput("line 3", "'two' is no number");
        Call.Of("finetune", "--task", "poetry", "--model", model.Folder, "--data", data, "--output", folder["m.zip"]).AssertBadInput("--task poetry", "text-classification");
    }

    [TestMethod]
    public void The_estimate_alone_trains_nothing()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var estimated = Call.Of("finetune", "--model", model.Folder, "--data", Messages, "--output", folder["model.zip"], "--estimate");

        Assert.AreEqual(0, estimated.ExitCode, estimated.Error);
        StringAssert.Contains(estimated.Error, "100 steps need about ", StringComparison.Ordinal);
        StringAssert.EndsWith(estimated.Error, " MB of memory.\n", StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch", estimated.Error);
        Assert.IsEmpty(folder.Files());
    }

    [TestMethod]
    public void A_model_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Call.Of("finetune", "--model", "./none", "--data", Messages, "--output", folder["model.zip"]).AssertBadInput("There is no model './none'");
        Call.Of("evaluate", "--model", folder["none.zip"], "--data", Messages).AssertBadInput("There is no model");
    }
}

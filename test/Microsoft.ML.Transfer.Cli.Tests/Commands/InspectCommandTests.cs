using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class InspectCommandTests
{
    [TestMethod]
    public void Architecture_weights_and_tokenizer_are_shown()
    {
        using var model = new TinyModel();
        var call = Call.Of("inspect", "--model", model.Folder);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Row("model_type", "bert");
        Row("num_hidden_layers", "2");
        // 5 tensors of the embeddings and 16 a layer.
        Row("weights", "37 tensors");
        Row("tokenizer", "tokens, longest input not stated");
        Assert.DoesNotContain("encoder.layer.1", call.Out);

        void Row(string name, string value)
        {
            var line = call.Out.Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
            StringAssert.Contains(line, value, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void Tensors_are_listed_on_demand()
    {
        using var model = new TinyModel();
        var call = Call.Of("inspect", "--model", model.Folder, "--tensors");
        var line = call.Out.Split('\n').Single(l => l.Contains("encoder.layer.1.intermediate.dense.weight", StringComparison.Ordinal));
        StringAssert.Contains(line, "24 x 16", StringComparison.Ordinal);
        StringAssert.Contains(line, "Float32", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_folder_without_a_tokenizer_is_a_model_too()
    {
        using var model = new TinyModel();
        File.Delete(Path.Combine(model.Folder, "vocab.txt"));
        var call = Call.Of("inspect", "--model", model.Folder);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Out, "none in the folder", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(ShippedModels.MiniEnglish)]
    [DataRow(ShippedModels.MiniEnglishGerman)]
    [DataRow(ShippedModels.UntrainedMiniEnglish)]
    public void A_shipped_model_is_a_model_too(string model)
    {
        var call = Call.Of("inspect", "--model", model, "--tensors");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Out, model, StringComparison.Ordinal);
        StringAssert.Contains(call.Out, "num_hidden_layers", StringComparison.Ordinal);
        StringAssert.Contains(call.Out, "embeddings.word_embeddings.weight", StringComparison.Ordinal);
    }
}

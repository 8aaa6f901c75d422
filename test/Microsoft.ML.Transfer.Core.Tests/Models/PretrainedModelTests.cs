using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

[TestClass]
public sealed class PretrainedModelTests
{
    [TestMethod]
    public void ACheckpointOfTheBareEncoderHasNoHeads()
    {
        using var folder = new TinyModel();
        using var model = PretrainedModel.Load(folder.Folder);
        Assert.IsEmpty(model.Heads);
        Assert.IsNull(model.Decoder);
    }

    [TestMethod]
    [DataRow("BertForMaskedLM", "cls.predictions.transform.dense.weight [16, 16]")]
    [DataRow("BertForTokenClassification", "classifier.weight [2, 16]")]
    [DataRow("BertForQuestionAnswering", "qa_outputs.bias [2]")]
    public void AHeadThatTheCheckpointLacksIsNamed(string architecture, string missing)
    {
        using var folder = WithArchitecture(architecture);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => PretrainedModel.Load(folder.Folder));
        StringAssert.Contains(error.Message, missing, StringComparison.Ordinal);
    }

    [TestMethod]
    public void AHeadThatReadsAPoolerNeedsOne()
    {
        using var folder = WithArchitecture("BertForSequenceClassification");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => PretrainedModel.Load(folder.Folder));
        StringAssert.Contains(error.Message, "pooler", StringComparison.Ordinal);
    }

    private static TinyModel WithArchitecture(string architecture)
    {
        var folder = new TinyModel();
        var path = Path.Combine(folder.Folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).TrimEnd().TrimEnd('}') + $", \"architectures\": [\"{architecture}\"]}}");
        return folder;
    }
}

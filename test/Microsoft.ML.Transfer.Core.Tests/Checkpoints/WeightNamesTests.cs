using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

[TestClass]
public sealed class WeightNamesTests
{
    private static readonly WeightNames Names = new(new WeightRule[]
    {
        ("layers/{i}/{j}/query", "groups.{i}.inner.{j}.q"),
        ("layers/{i}/{j}/query/bias", "groups.{i}.inner.{j}.q_bias"),
        ("kernel/0/weight", "first.weight"),
        new WeightRule("heads/x/output", "head.out", HasPrefix: false),
    })
    {
        Prefix = "model.",
        Ignored = ["lm_head.", "layers.{i}.buffer"],
    };

    [TestMethod]
    [DataRow("layers/3/12/query/weight", "groups.3.inner.12.q.weight")]
    [DataRow("layers/3/12/query/bias", "groups.3.inner.12.q_bias")]
    [DataRow("kernel/0/weight", "first.weight")]
    public void ARuleOfAParameterComesBeforeThatOfItsModule(string path, string name)
    {
        Assert.AreEqual(name, Names.NameOf(new ParameterPath(path)));
        CollectionAssert.AreEqual(new[] { "model." + name, name }, Names.CandidatesFor(new ParameterPath(path)).ToArray());
    }

    [TestMethod]
    public void HeadsHaveNoPrefix() =>
        CollectionAssert.AreEqual(new[] { "head.out.bias" }, Names.CandidatesFor(new ParameterPath("heads/x/output/bias")).ToArray());

    [TestMethod]
    [DataRow("lm_head.weight", true)]
    [DataRow("layers.17.buffer", true)]
    [DataRow("model.layers.17.buffer", true)]
    [DataRow("layers.x.buffer", false)]
    [DataRow("my.layers.1.buffer", false)]
    [DataRow("other", false)]
    public void WhatIsIgnoredIsKnownByItsBeginning(string name, bool isIgnored) => Assert.AreEqual(isIgnored, Names.IsIgnored(name));

    [TestMethod]
    public void AFusedTensorThatIsMissingIsNamedOnceWithItsOwnShape()
    {
        var config = TinyFamilies.Read(TinyFamilies.Configurations["gpt2"], out var family);
        using var encoder = Encoder.Create(config, new RandomParameters(3));
        var tensors = CheckpointExport.ToTensors(encoder.Parameters, family.Names(config)).Where(tensor => !tensor.Name.Equals("h.1.attn.c_attn.weight", StringComparison.Ordinal)).ToList();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        using var weights = CheckpointWeights.FromBytes(stream.ToArray(), "test");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Encoder.Create(config, new CheckpointParameters(weights, family.Names(config))));
        StringAssert.Contains(error.Message, "Missing (1):\n  h.1.attn.c_attn.weight [16, 48]", StringComparison.Ordinal);
    }
}

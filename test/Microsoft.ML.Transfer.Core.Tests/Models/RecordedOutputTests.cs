namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>
/// The output of a tiny model of each family, as it was when every output of the reference kit had been found equal to the reference's: what
/// keeps the families as they are where the kit is not at hand.
/// </summary>
[TestClass]
public sealed class RecordedOutputTests
{
    [TestMethod]
    [DataRow("albert", 0f, 0f, 0f, 0f)]
    [DataRow("albert-groups", 0f, 0f, 0f, 0f)]
    [DataRow("bart", 0f, 0f, 0f, 0f)]
    [DataRow("bert", 0f, 0f, 0f, 0f)]
    [DataRow("deberta", 0f, 0f, 0f, 0f)]
    [DataRow("deberta-talking", 0f, 0f, 0f, 0f)]
    [DataRow("deberta-v2-conv", 0f, 0f, 0f, 0f)]
    [DataRow("deberta-v2-unshared", 0f, 0f, 0f, 0f)]
    [DataRow("distilbert", 0f, 0f, 0f, 0f)]
    [DataRow("electra", 0f, 0f, 0f, 0f)]
    [DataRow("gpt-neox", 0f, 0f, 0f, 0f)]
    [DataRow("gpt-neox-sequential", 0f, 0f, 0f, 0f)]
    [DataRow("gpt2", 0f, 0f, 0f, 0f)]
    [DataRow("llama", 0f, 0f, 0f, 0f)]
    [DataRow("llama-head-dim", 0f, 0f, 0f, 0f)]
    [DataRow("mistral", 0f, 0f, 0f, 0f)]
    [DataRow("modernbert", 0f, 0f, 0f, 0f)]
    [DataRow("modernbert-bias", 0f, 0f, 0f, 0f)]
    [DataRow("mpnet", 0f, 0f, 0f, 0f)]
    [DataRow("opt", 0f, 0f, 0f, 0f)]
    [DataRow("opt-post-norm", 0f, 0f, 0f, 0f)]
    [DataRow("qwen2", 0f, 0f, 0f, 0f)]
    [DataRow("roberta", 0f, 0f, 0f, 0f)]
    [DataRow("t5", 0f, 0f, 0f, 0f)]
    [DataRow("t5-gated", 0f, 0f, 0f, 0f)]
    [DataRow("xlm-roberta", 0f, 0f, 0f, 0f)]
    public void TheLastLayerIsAsRecorded(string name, float first, float middle, float last, float norm)
    {
        using var encoder = FamilyTests.Create(name);
        using var states = encoder.Forward(TinyFamilies.Pack(TinyFamilies.Sequences));
        var values = FamilyTests.Read(states[states.LayerCount]);
        var actual = new[] { values[0], values[values.Length / 2], values[^1], MathF.Sqrt(values.Sum(x => x * x)) };
        Console.WriteLine(FormattableString.Invariant($"RECORD [DataRow(\"{name}\", {actual[0]:G6}f, {actual[1]:G6}f, {actual[2]:G6}f, {actual[3]:G6}f)]"));
        var expected = new[] { first, middle, last, norm };
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 2e-5f * Math.Max(1f, Math.Abs(expected[i])));
    }
}

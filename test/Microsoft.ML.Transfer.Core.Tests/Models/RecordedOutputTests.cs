namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>
/// The output of a tiny model of each family, as it was when every output of the reference kit had been found equal to the reference's: what
/// keeps the families as they are where the kit is not at hand.
/// </summary>
[TestClass]
public sealed class RecordedOutputTests
{
    [TestMethod]
    [DataRow("albert", 0.632847f, -0.0962196f, 1.10484f, 15.2931f)]
    [DataRow("albert-groups", -1.7455f, 1.43338f, -0.00763033f, 15.6923f)]
    [DataRow("bart", 0.28092f, 0.71435f, 0.402277f, 15.721f)]
    [DataRow("bert", 1.40875f, -0.986188f, 0.0679748f, 16.3951f)]
    [DataRow("deberta", 1.87237f, -0.130948f, 0.311267f, 17.01f)]
    [DataRow("deberta-talking", 2.07229f, -2.6793f, 0.705684f, 19.8504f)]
    [DataRow("deberta-v2-conv", 1.13842f, 1.71132f, 0.210366f, 16.9187f)]
    [DataRow("deberta-v2-unshared", 1.21492f, -1.43459f, -0.219081f, 16.4001f)]
    [DataRow("distilbert", 1.08592f, -1.30765f, -0.372541f, 16.5235f)]
    [DataRow("electra", 2.83336f, -2.13124f, 0.884259f, 18.1914f)]
    [DataRow("gpt-neox", 0.521805f, -1.62607f, 0.83125f, 16.1565f)]
    [DataRow("gpt-neox-sequential", -0.544522f, -2.75062f, 0.101595f, 16.8941f)]
    [DataRow("gpt2", -1.46507f, -0.823117f, -1.52037f, 16.5046f)]
    [DataRow("llama", -0.162278f, 0.0561875f, -2.0348f, 16.1735f)]
    [DataRow("llama-head-dim", 0.842302f, -0.494754f, -0.638859f, 16.4065f)]
    [DataRow("mistral", -0.0447185f, 2.10144f, -1.33979f, 16.4449f)]
    [DataRow("modernbert", 0.488403f, -0.761147f, -1.54494f, 16.938f)]
    [DataRow("modernbert-bias", -0.279273f, 1.53032f, 1.08445f, 18.2763f)]
    [DataRow("mpnet", 0.335596f, -0.295977f, 0.347864f, 16.5387f)]
    [DataRow("opt", -0.22074f, -2.85465f, 1.6942f, 15.9566f)]
    [DataRow("opt-post-norm", 0.16818f, 1.50558f, 0.25381f, 16.5238f)]
    [DataRow("qwen2", -0.0666732f, 0.0163789f, 1.53936f, 16.7709f)]
    [DataRow("roberta", 1.06664f, -0.829562f, 0.108782f, 16.7775f)]
    [DataRow("t5", 0.111158f, -0.327148f, 1.41764f, 16.4153f)]
    [DataRow("t5-gated", -1.22661f, 1.31618f, 1.20559f, 17.51f)]
    [DataRow("xlm-roberta", 1.06664f, -0.829562f, 0.108782f, 16.7775f)]
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

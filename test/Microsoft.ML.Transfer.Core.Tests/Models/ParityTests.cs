using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>Hidden states and pooler against the reference implementation, at every position, those that the mask hides included.</summary>
[TestClass]
public sealed class ParityTests
{
    private const double Tolerance = 1e-5;

    [TestMethod]
    [DataRow("bert")]
    [DataRow("bert-bare")]
    [DataRow("bert-fp16")]
    [DataRow("bert-bf16")]
    [DataRow("bert-gamma-beta", "bert")]
    [DataRow("bert-mlm")]
    [DataRow("bert-seqcls")]
    [DataRow("bert-tokcls")]
    [DataRow("bert-qa")]
    [DataRow("bert-multilabel")]
    [DataRow("bert-regression")]
    public void EveryLayerEqualsTheReference(string name, string? expectationsOf = null)
    {
        using var parity = new ParityCase(name, expectationsOf);
        using var encoder = Encoder.Load(parity.Folder);
        var compared = 0;
        foreach (var batch in parity.Batches)
        {
            using var states = encoder.Forward(batch.Pack());
            for (var layer = 0; layer <= states.LayerCount; layer++)
                compared += Check(parity, batch, $"hidden_states.{layer}", states[layer]);
            compared += Check(parity, batch, "last_hidden_state", states[states.LayerCount]);
            if (encoder.HasPooler)
                compared += Check(parity, batch, "pooler_output", encoder.Pool(states));
        }
        Assert.IsGreaterThan(0, compared);
    }

    [TestMethod]
    [DataRow(Pooling.Mean, "mean")]
    [DataRow(Pooling.Cls, "cls")]
    [DataRow(Pooling.Max, "max")]
    [DataRow(Pooling.SqrtLength, "mean_sqrt_len")]
    public void PooledSentencesEqualTheReference(Pooling pooling, string name)
    {
        using var parity = new ParityCase("bert-bare");
        using var encoder = Encoder.Load(parity.Folder);
        var batch = parity.Batches.Single(batch => batch.Name.Equals("padded", StringComparison.Ordinal));
        using var states = encoder.Forward(batch.PackVisible());
        Assert.AreEqual(1, Check(parity, batch, $"sentence.{name}", states.Pool(states.LayerCount, pooling)));
    }

    private static int Check(ParityCase parity, PaddedBatch batch, string output, Tensor actual)
    {
        var values = new float[actual.Shape.Count];
        actual.CopyTo(values);
        var difference = parity.LargestDifference(batch, output, values);
        if (difference is null)
            return 0;
        Console.WriteLine($"{batch.Name}/{output}: {difference:E2}");
        Assert.IsLessThanOrEqualTo(Tolerance, difference.Value, $"{batch.Name}/{output}");
        return 1;
    }
}

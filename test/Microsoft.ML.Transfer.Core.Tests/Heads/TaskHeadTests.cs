using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Heads;

/// <summary>Scores of some tokens.</summary>
[TestClass]
public sealed class TaskHeadTests
{
    [TestMethod]
    public void TheScoresOfSomeTokensAreThoseOfAll()
    {
        using var files = new TinyModel();
        using var model = PretrainedModel.LoadWithNewHead(files.Folder, Objective.TokenClassification, 5, seed: 1);
        var head = model.Heads[0];
        var batch = new TokenBatchBuilder().Add([3, 4, 5, 6]).Add([7, 8]).Build();
        using var states = model.Encoder.Forward(batch);
        var all = Values(head.Forward(states));
        int[] rows = [5, 0, 3];
        var some = Values(head.Forward(states, rows));
        for (var i = 0; i < rows.Length; i++)
            CollectionAssert.AreEqual(all[(rows[i] * 5)..(rows[i] * 5 + 5)], some[(i * 5)..(i * 5 + 5)]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => head.Forward(states, [6])).Message, "index 6");
    }

    [TestMethod]
    public void AHeadOfSequencesHasNoTokens()
    {
        using var files = new TinyModel();
        using var model = PretrainedModel.LoadWithNewHead(files.Folder, Objective.SequenceClassification, 5, seed: 1);
        using var states = model.Encoder.Forward(new TokenBatchBuilder().Add([3, 4, 5, 6]).Build());
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => model.Heads[0].Forward(states, [0])).Message, "scores sequences");
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

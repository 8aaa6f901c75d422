using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class WordAttentionTests
{
    // [CLS] cat ##s sat [SEP], in rows of 6 columns: each adds up to 1.
    private static readonly float[] Weights =
    [
        0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0,
        0.1f, 0.3f, 0.1f, 0.2f, 0.3f, 0,
        0.5f, 0.1f, 0.1f, 0.2f, 0.1f, 0,
        0.0f, 0.4f, 0.3f, 0.1f, 0.2f, 0,
        1.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0,
    ];

    [TestMethod]
    public void AttentionToPiecesIsSummedAndFromThemAveraged()
    {
        var words = new float[4];
        WordAttention.Combine(Weights, 6, [(1, 3), (3, 4)], words);
        float[] expected = [(0.3f + 0.1f + 0.1f + 0.1f) / 2, (0.2f + 0.2f) / 2, 0.4f + 0.3f, 0.1f];
        for (var i = 0; i < 4; i++)
            Assert.AreEqual(expected[i], words[i], 1e-6f);
    }

    [TestMethod]
    public void AWordNeverFindsItself()
    {
        float[] attention = [0.9f, 0.02f, 0.08f, 0.3f, 0.6f, 0.1f, 0, 0, 0.5f];
        var found = new int[3];
        WordAttention.FindMostAttended(attention, found);
        CollectionAssert.AreEqual((int[])[2, 0, -1], found, "the last word attends to no other");
        WordAttention.FindMostAttending(attention, found);
        CollectionAssert.AreEqual((int[])[1, 0, 1], found);
    }
}

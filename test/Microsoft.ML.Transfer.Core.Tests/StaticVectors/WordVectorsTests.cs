using Microsoft.ML.Transfer.StaticVectors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.StaticVectors;

[TestClass]
public sealed class WordVectorsTests
{
    [TestMethod]
    public void Man_is_to_king_as_woman_is_to_queen()
    {
        var vectors = WordVectors.Load(SharedData.Require("data", "glove_5k", "glove.6B.50d.5k.txt"));
        Assert.HasCount(5050, vectors.Words);
        Assert.AreEqual(50, vectors.Dimension);
        Assert.AreEqual("queen", vectors.Analogy("man", "king", "woman", count: 1)[0].Word);
        Assert.AreEqual("germany", vectors.Analogy("paris", "france", "berlin", count: 1)[0].Word);
        CollectionAssert.Contains(vectors.Nearest("wednesday", count: 4).Select(near => near.Word).ToArray(), "thursday");
    }

    [TestMethod]
    public void The_nearest_come_first_and_the_word_itself_is_left_out()
    {
        var vectors = Load("east 1 0\nnorth 0 2\nnortheast 3 3\nwest -1 0\nnothing 0 0\n");
        var near = vectors.Nearest("east", count: 3);
        CollectionAssert.AreEqual(new[] { "northeast", "north", "nothing" }, near.Select(word => word.Word).ToArray());
        Assert.AreEqual(Math.Sqrt(0.5), near[0].Similarity, 1e-6);
        Assert.AreEqual(0, near[1].Similarity);
        Assert.HasCount(4, vectors.Nearest("east", count: 100));
        Assert.AreEqual("west", vectors.Nearest([-5f, 0.1f], count: 1)[0].Word);
    }

    [TestMethod]
    public void An_analogy_is_sought_among_directions()
    {
        // With the lengths of the vectors as they are, 'far' would win.
        var vectors = Load("a 10 0\nb 0 10\nc 1 1\nfar 10 -80\nd 0.3 1.7\n");
        Assert.AreEqual("d", vectors.Analogy("a", "b", "c", count: 1)[0].Word);
    }

    [TestMethod]
    public void What_is_asked_for_must_be_there()
    {
        var vectors = Load("a 1 0\n");
        Assert.Contains("The word 'A' is not among the 1 of the vocabulary.", Assert.ThrowsExactly<ArgumentException>(() => vectors.Nearest("A")).Message);
        Assert.Contains("The vector has 3 numbers; the vectors here have 2.", Assert.ThrowsExactly<ArgumentException>(() => vectors.Nearest([1f, 2, 3])).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => vectors[1].Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => vectors.Nearest("a", -1));
    }

    private static WordVectors Load(string text)
    {
        using var folder = new TemporaryFolder();
        return WordVectors.Load(folder.Write("vectors.txt", text));
    }
}

using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Embedding;

/// <summary>What embedding leaves to the garbage collector: nothing for a batch, little for a text.</summary>
[TestClass]
[DoNotParallelize]
public sealed class GarbageTests
{
    public static IEnumerable<object[]> Names => TinyFamilies.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ABatchMakesNoGarbage(string name)
    {
        using var encoder = FamilyTests.Create(name);
        var config = encoder.Config;
        foreach (var layers in (Layers[])[Layers.Last, Layers.Mean(0, config.LayerCount), Layers.All])
        {
            var layout = new FeatureLayout(new EmbeddingOptions { Layers = layers }, config.LayerCount, config.HiddenSize);
            var embedder = new SequenceEmbedder(encoder, layout, Pooling.Mean, dense: null);
            var batch = TinyFamilies.Pack(TinyFamilies.Sequences);
            var vectors = new float[TinyFamilies.Sequences.Count * layout.Dimension];
            Assert.AreEqual(0, BytesOf(() => embedder.Embed(batch, vectors)), layers.ToString());
        }
    }

    [TestMethod]
    public void AnyNumberOfBatchesMakesAsMuchGarbageAsOne()
    {
        using var encoder = FamilyTests.Create("bert");
        var layout = new FeatureLayout(new EmbeddingOptions(), encoder.Config.LayerCount, encoder.Config.HiddenSize);
        var embedder = new SequenceEmbedder(encoder, layout, Pooling.Mean, dense: null);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        var vectors = new float[400 * layout.Dimension];

        // The list of batches takes 8 bytes each, twice as many while it grows.
        var difference = BytesOfBatches(400) - BytesOfBatches(200);
        Assert.IsLessThanOrEqualTo(200 * 24, difference);

        long BytesOfBatches(int count)
        {
            var windows = Enumerable.Range(0, count).Select(i => new TextWindow(i, [2, 17, 5, 3], [], 1f)).ToArray();
            return BytesOf(() => embedder.Embed(windows, vectors, tokensPerBatch: 4, parallel));
        }
    }

    [TestMethod]
    public void ATextMakesLittleMoreGarbageThanItsTokens()
    {
        using var model = new TinyModel();
        using var embedder = TextEmbedder.Load(model.Folder, new EmbeddingOptions { Threads = 1 });
        const string Text = "the cat sat on the mat and it was very good";
        const int Tokens = 13;
        var vectors = new float[400 * embedder.Dimension];

        var texts = Enumerable.Repeat(Text, 400).ToArray();
        var bytes = (BytesOf(() => embedder.Embed(texts, vectors)) - BytesOf(() => embedder.Embed(texts.AsSpan(200), vectors))) / 200;
        // Ids and types with the heads of their arrays, and the place of the window in a list.
        Assert.IsLessThanOrEqualTo(2 * (24 + 4 * Tokens + 4) + 48, bytes);
    }

    private static long BytesOf(Action work)
    {
        work();
        work();
        // What is made each time is made three times; what the runtime makes now and then for itself is not.
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}

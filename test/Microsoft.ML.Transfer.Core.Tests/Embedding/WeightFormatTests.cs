using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Embedding;

/// <summary>Models whose weights are kept in fewer bits.</summary>
[TestClass]
public sealed class WeightFormatTests
{
    private static readonly string[] Texts = ["The cat sat on the mat.", "a", "", "The dog ran very fast, and it was good!", "not bad, not good"];

    private static TinyModel _model = null!;

    [ClassInitialize]
    public static void MakeModel(TestContext _) => _model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => _model.Dispose();

    [TestMethod]
    [DataRow(WeightFormat.Float16, 0.99999)]
    [DataRow(WeightFormat.BFloat16, 0.9999)]
    [DataRow(WeightFormat.Int8, 0.999)]
    public void VectorsStayCloseToThoseOfSinglePrecision(WeightFormat format, double lowest)
    {
        var loss = WeightFormatLoss.Measure(_model.Folder, new EmbeddingOptions { WeightFormat = format }, Texts);
        Assert.AreEqual(Texts.Length, loss.Texts);
        Assert.AreEqual(format, loss.Format);
        Assert.IsTrue(loss.LowestCosine > lowest, $"{loss}");
        Assert.IsTrue(loss.LowestCosine <= loss.MeanCosine, $"{loss}");
    }

    [TestMethod]
    public void NothingIsLostInSinglePrecision() =>
        Assert.AreEqual(1, WeightFormatLoss.Measure(_model.Folder, new EmbeddingOptions(), Texts).LowestCosine, 1e-6);

    [TestMethod]
    [DataRow(WeightFormat.Float16)]
    [DataRow(WeightFormat.BFloat16)]
    [DataRow(WeightFormat.Int8)]
    public void ASavedModelGivesTheSameVectorsOnAnyNumberOfThreads(WeightFormat format)
    {
        using var first = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { WeightFormat = format, Threads = 1 });
        using var again = TextEmbedder.FromArchive(first.ToArchive(), "saved");
        using var threads = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { WeightFormat = format, Threads = 3 });
        Assert.AreEqual(format, again.Options.WeightFormat);
        CollectionAssert.AreEqual(Embed(first), Embed(again));
        CollectionAssert.AreEqual(Embed(first), Embed(threads));
        using var exact = TextEmbedder.Load(_model.Folder);
        CollectionAssert.AreNotEqual(Embed(exact), Embed(first));
    }

    [TestMethod]
    public void AnUnknownFormatIsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmbeddingOptions { WeightFormat = (WeightFormat)9 });

    /// <summary>Every hidden state of the reference kit's BERT, a model of random weights with outliers of its own making.</summary>
    [TestMethod]
    public void HiddenStatesOfTheReferenceModelKeepTheirDirectionInEightBits()
    {
        var folder = SharedData.Require("parity", "models", "bert");
        using var exact = Encoder.Load(folder);
        using var rounded = Encoder.Load(folder, weights: WeightFormat.Int8);
        var random = new Random(3);
        var batch = new TokenBatchBuilder().Add([.. Enumerable.Range(0, 30).Select(_ => random.Next(exact.Config.VocabularySize))]).Build();
        var cosine = 0.0;
        var (expected, actual) = (LastLayer(exact, batch), LastLayer(rounded, batch));
        foreach (var (a, b) in expected.Zip(actual))
            cosine += System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(a, b) / expected.Length;
        Assert.IsTrue(cosine is > 0.995 and < 1, $"mean cosine {cosine}");
    }

    private static float[][] LastLayer(Encoder encoder, TokenBatch batch)
    {
        using var states = encoder.Forward(batch);
        var last = states[states.LayerCount];
        var values = new float[last.Shape.Count];
        last.CopyTo(values);
        return [.. values.Chunk(last.Shape.Columns)];
    }

    private static float[] Embed(TextEmbedder embedder)
    {
        var vectors = new float[Texts.Length * embedder.Dimension];
        embedder.Embed(Texts, vectors);
        return vectors;
    }
}

using System.Numerics.Tensors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Embedding;

[TestClass]
public sealed class TextEmbedderTests
{
    private static readonly string?[] Texts =
    [
        "The cat sat on the mat.", "", null, "   ", "a", "The dog ran very fast, and it was good!", "\0\u0001\ud800", "xyzzy 123",
        .. Enumerable.Range(0, 60).Select(i => string.Join(' ', Enumerable.Repeat(i % 2 == 0 ? "cat" : "bad dog", 1 + i % 13))),
    ];

    private static TinyModel _model = null!;

    [ClassInitialize]
    public static void MakeModel(TestContext _) => _model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => _model.Dispose();

    [TestMethod]
    public void AVectorDoesNotDependOnTheTextsBesideItOrOnTheThreads()
    {
        using var reference = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Threads = 1, TokensPerBatch = 1 });
        var expected = Embed(reference, Texts);
        foreach (var (threads, tokens) in new[] { (1, 4096), (2, 4096), (4, 37), (8, 300) })
        {
            using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Threads = threads, TokensPerBatch = tokens });
            CollectionAssert.AreEqual(expected, Embed(embedder, Texts), $"{threads} threads, {tokens} tokens a batch");
        }
    }

    [TestMethod]
    public void NullEmptyAndBlankTextsGiveTheVectorOfTheSpecialTokens()
    {
        using var embedder = TextEmbedder.Load(_model.Folder);
        var empty = embedder.Embed("");
        CollectionAssert.AreEqual(empty, embedder.Embed(null));
        CollectionAssert.AreEqual(empty, embedder.Embed(" \t\n\u3000"));
        Assert.IsTrue(empty.All(float.IsFinite));
        Assert.IsTrue(empty.Any(x => x != 0));
    }

    [TestMethod]
    public void AMegabyteOfTextIsEmbeddedUnderBothPolicies()
    {
        var text = string.Concat(Enumerable.Repeat("the cat sat ", 90_000));
        foreach (var policy in Enum.GetValues<LongText>())
        {
            using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { LongText = policy });
            Assert.IsTrue(embedder.Embed(text).All(float.IsFinite), policy.ToString());
        }
    }

    [TestMethod]
    public void WindowsAreAveragedByTheirNumbersOfTokens()
    {
        // 32 positions less [CLS] and [SEP]: windows of 30 and 10 tokens.
        using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { LongText = LongText.AverageWindows });
        var words = Enumerable.Range(0, 40).Select(i => i < 30 ? "cat" : "dog").ToArray();
        var (whole, first, second) = (embedder.Embed(string.Join(' ', words)), embedder.Embed(string.Join(' ', words[..30])), embedder.Embed(string.Join(' ', words[30..])));
        for (var i = 0; i < embedder.Dimension; i++)
            Assert.AreEqual(0.75 * first[i] + 0.25 * second[i], whole[i], 1e-6);
    }

    [TestMethod]
    public void TruncationReadsTheFirstTokensOnly()
    {
        using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { MaximumLength = 5 });
        CollectionAssert.AreEqual(embedder.Embed("the cat sat"), embedder.Embed("the cat sat on the mat"));
        CollectionAssert.AreNotEqual(embedder.Embed("the cat sat"), embedder.Embed("the cat ran"));
    }

    [TestMethod]
    public void ConcatenatedLayersStandOneAfterTheOther()
    {
        using var both = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.Concat(2, 0) });
        using var last = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.Last });
        using var embeddings = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.At(0) });
        Assert.AreEqual(32, both.Dimension);
        CollectionAssert.AreEqual((float[])[.. last.Embed("the cat"), .. embeddings.Embed("the cat")], both.Embed("the cat"));
        Assert.AreEqual("layer2.0", both.FeatureNames[0]);
        Assert.AreEqual("layer0.15", both.FeatureNames[31]);
    }

    [TestMethod]
    public void TheMeanOfLayersIsTheirMean()
    {
        using var mean = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.Mean(0, -1) });
        using var all = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.All });
        var (expected, actual) = (all.Embed("the dog ran"), mean.Embed("the dog ran"));
        Assert.HasCount(48, expected);
        for (var i = 0; i < 16; i++)
            Assert.AreEqual((expected[i] + expected[16 + i] + expected[32 + i]) / 3, actual[i], 1e-6);
    }

    [TestMethod]
    public void DimensionsAreCutBeforeTheVectorIsNormalised()
    {
        using var plain = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.All });
        using var cut = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.All, Dimensions = 20, Normalize = true });
        float[] expected = plain.Embed("it was good")[..20];
        TensorPrimitives.Divide(expected, TensorPrimitives.Norm<float>(expected), expected);
        CollectionAssert.AreEqual(expected, cut.Embed("it was good"));
        Assert.HasCount(20, cut.FeatureNames);
    }

    [TestMethod]
    public void AnArchiveRestoresTheSameVectors()
    {
        var options = new EmbeddingOptions { Layers = Layers.Concat(1, 2), Pooling = Pooling.Max, Normalize = true, MaximumLength = 9, LongText = LongText.AverageWindows, Dimensions = 30 };
        using var embedder = TextEmbedder.Load(_model.Folder, options);
        using var restored = TextEmbedder.FromArchive(embedder.ToArchive(), "archive");
        Assert.AreEqual(options, restored.Options);
        Assert.AreEqual(Path.GetFileName(_model.Folder), restored.ModelName, "where the model stood is nobody's business");
        CollectionAssert.AreEqual(embedder.FeatureNames, restored.FeatureNames);
        CollectionAssert.AreEqual(Embed(embedder, Texts), Embed(restored, Texts));
    }

    [TestMethod]
    public void AnArchiveWithoutAnEntryIsRefusedByName()
    {
        using var embedder = TextEmbedder.Load(_model.Folder);
        foreach (var missing in EmbedderArchive.EntryNames)
        {
            var entries = embedder.ToArchive().Entries.Where(entry => !entry.Key.Equals(missing, StringComparison.Ordinal)).ToDictionary();
            var error = Assert.ThrowsExactly<InvalidDataException>(() => TextEmbedder.FromArchive(new EmbedderArchive(entries), "model.zip"));
            StringAssert.Contains(error.Message, $"model.zip: the entry '{missing}' is missing.");
        }
    }

    [TestMethod]
    public void EightThreadsThatShareAnEmbedderGetTheVectorsOfOne()
    {
        using var embedder = TextEmbedder.Load(_model.Folder);
        var expected = Embed(embedder, Texts);
        var results = new float[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => results[i] = Embed(embedder, Texts));
        foreach (var result in results)
            CollectionAssert.AreEqual(expected, result);
        Assert.AreEqual(9 * Texts.Length, embedder.TextsEncoded);
    }

    [TestMethod]
    public void DisposingWhileAnotherThreadComputesIsSafe()
    {
        for (var round = 0; round < 20; round++)
        {
            var embedder = TextEmbedder.Load(_model.Folder);
            var expected = embedder.Embed("the cat sat");
            var work = Task.Run(() =>
            {
                while (true)
                {
                    try
                    {
                        CollectionAssert.AreEqual(expected, embedder.Embed("the cat sat"));
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            });
            Thread.Sleep(1);
            embedder.Dispose();
            Assert.IsTrue(work.Wait(TimeSpan.FromSeconds(30)));
        }
    }

    [TestMethod]
    public void CancellationEndsTheWork()
    {
        using var embedder = TextEmbedder.Load(_model.Folder);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => embedder.Embed(Texts, new float[Texts.Length * 16], cancelled.Token));
    }

    [TestMethod]
    public void AnUnknownModelNamesTheShippedOnes()
    {
        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => TextEmbedder.Load("no-such-model"));
        StringAssert.Contains(error.Message, "There is no model 'no-such-model': neither a folder of that name nor a shipped model. Shipped: transfer-mini-en, transfer-mini-ende, untrained-mini-en.");
    }

    [TestMethod]
    public void AShippedModelWhosePackageIsNotThereIsNamedWithThePackage()
    {
        Assert.IsTrue(ShippedModels.Contains(ShippedModels.MiniEnglishGerman));
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => TextEmbedder.Load(ShippedModels.MiniEnglishGerman));
        StringAssert.Contains(error.Message, "'transfer-mini-ende' comes in a package of its own: add Microsoft.ML.Transfer.MiniEnglishGerman to the project");
    }

    [TestMethod]
    public void OptionsThatTheModelCannotServeAreRefused()
    {
        Refused(new EmbeddingOptions { Layers = Layers.At(3) }, "This encoder has the layers 0 (embeddings) to 2.");
        Refused(new EmbeddingOptions { Dimensions = 17 }, "Dimensions must be at most the 16 that these layers have.");
        Refused(new EmbeddingOptions { MaximumLength = 2 }, "A maximum length of 2 tokens leaves no room beside the 2 special tokens; it must be at least 3.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmbeddingOptions { Threads = 0 });

        static void Refused(EmbeddingOptions options, string message) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TextEmbedder.Load(_model.Folder, options)).Message, message);
    }

    [TestMethod]
    public void TheUntrainedModelSaysWhatItIs()
    {
        using var embedder = TextEmbedder.Load(ShippedModels.UntrainedMiniEnglish);
        StringAssert.Contains(embedder.Notice, "untrained");
        Assert.AreEqual(256, embedder.Dimension);
        Assert.AreEqual(Layers.Last, embedder.Options.Layers);
    }

    [TestMethod]
    public void TheDefaultModelKnowsWhichWordsAreAlike()
    {
        using var embedder = TextEmbedder.Load(ShippedModels.Default);
        Assert.IsNull(embedder.Notice);
        Assert.AreEqual((Layers.Concat(0, 1, 2), Pooling.LeadMean), (embedder.Options.Layers, embedder.Options.Pooling));
        Assert.AreEqual(3 * 256, embedder.Dimension);
        Assert.IsGreaterThan(Likeness("The dog slept in the garden.", "We paid the bill in dollars."), Likeness("The dog slept in the garden.", "A cat was lying on the grass."));
        using var last = TextEmbedder.Load(ShippedModels.Default, new EmbeddingOptions { Layers = Layers.Last });
        Assert.AreEqual(256, last.Dimension);

        float Likeness(string a, string b) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(embedder.Embed(a), embedder.Embed(b));
    }

    [TestMethod]
    public void TheDefaultModelFillsInPlaces()
    {
        using var model = MaskedLanguageModel.Load(ShippedModels.Default);
        CollectionAssert.Contains(model.Fill(["She looked at him and [MASK] not know what to say."], count: 3)[0][0].Words.Select(word => word.Text).ToArray(), "did");
    }

    [TestMethod]
    public void TheDefaultModelGivesTheSameVectorsAgain()
    {
        using var embedder = TextEmbedder.Load(ShippedModels.Default);
        var vector = embedder.Embed("My parcel arrived two days late.");
        Assert.IsTrue(vector.All(float.IsFinite));
        using var again = TextEmbedder.Load(ShippedModels.Default);
        CollectionAssert.AreEqual(vector, again.Embed("My parcel arrived two days late."));
    }

    private static float[] Embed(TextEmbedder embedder, string?[] texts)
    {
        var vectors = new float[texts.Length * embedder.Dimension];
        embedder.Embed(texts, vectors);
        return vectors;
    }
}

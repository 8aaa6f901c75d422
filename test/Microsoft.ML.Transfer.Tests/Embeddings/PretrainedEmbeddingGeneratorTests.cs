using Microsoft.Extensions.AI;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class PretrainedEmbeddingGeneratorTests
{
    private static readonly EmbeddingOptions Normalized = Stage.Small with { Normalize = true };

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Vectors_are_those_of_the_embedder()
    {
        // More texts than are encoded in one group.
        using var embedder = TextEmbedder.Load(Stage.Folder, Normalized);
        using var generator = new PretrainedEmbeddingGenerator(embedder, leaveOpen: true);
        string[] texts = [.. Messages.Generate(600).Select(m => m.Text!), ""];
        var expected = new float[texts.Length * embedder.Dimension];
        embedder.Embed(texts, expected);
        var result = await generator.GenerateAsync(texts, cancellationToken: TestContext.CancellationToken);
        Assert.HasCount(texts.Length, result);
        Stage.AssertSameBits([.. expected.Chunk(embedder.Dimension)], [.. result.Select(e => e.Vector.ToArray())]);
        Assert.IsTrue(result.All(e => string.Equals(e.ModelId, embedder.ModelName, StringComparison.Ordinal) && e.CreatedAt is not null));
    }

    [TestMethod]
    public async Task No_texts_give_no_vectors()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        Assert.IsEmpty(await generator.GenerateAsync([], cancellationToken: TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Fewer_dimensions_are_the_first_ones_scaled_again()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        var whole = (await generator.GenerateAsync(["a text"], cancellationToken: TestContext.CancellationToken))[0].Vector.ToArray();
        var part = (await generator.GenerateAsync(["a text"], new EmbeddingGenerationOptions { Dimensions = 5 }, TestContext.CancellationToken))[0].Vector.ToArray();
        Assert.HasCount(5, part);
        var length = Math.Sqrt(whole.Take(5).Sum(v => (double)v * v));
        for (var i = 0; i < 5; i++)
            Assert.AreEqual(whole[i] / length, part[i], 1e-6);
    }

    [TestMethod]
    public async Task Fewer_dimensions_of_an_embedder_that_does_not_normalize_are_taken_as_they_are()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Stage.Small);
        var whole = (await generator.GenerateAsync(["a text"], cancellationToken: TestContext.CancellationToken))[0].Vector.ToArray();
        var part = (await generator.GenerateAsync(["a text"], new EmbeddingGenerationOptions { Dimensions = 5 }, TestContext.CancellationToken))[0].Vector.ToArray();
        CollectionAssert.AreEqual(whole[..5], part);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1_000_000)]
    public void Dimensions_that_the_model_lacks_are_refused(int dimensions)
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ = generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { Dimensions = dimensions }));
    }

    [TestMethod]
    public void Another_model_is_refused()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        var error = Assert.ThrowsExactly<ArgumentException>(() => _ = generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { ModelId = "other" }));
        StringAssert.Contains(error.Message, "'other'", StringComparison.Ordinal);
        _ = generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { ModelId = Stage.Folder }).Result;
    }

    [TestMethod]
    public void The_metadata_name_the_model()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.AreEqual(Stage.Folder, metadata.DefaultModelId);
        Assert.AreEqual(generator.GetRequiredService<TextEmbedder>().Dimension, metadata.DefaultModelDimensions);
        Assert.AreEqual("Microsoft.ML.Transfer", metadata.ProviderName);
        Assert.AreSame(generator, generator.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.IsNull(generator.GetService(typeof(TextEmbedder), "key"));
        Assert.IsNull(generator.GetService(typeof(MLContext)));
    }

    [TestMethod]
    public async Task Work_can_be_cancelled()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateAsync(["x"], cancellationToken: cancellation.Token));
    }

    [TestMethod]
    public async Task Many_callers_at_once_get_the_vectors_of_one()
    {
        using var generator = new PretrainedEmbeddingGenerator(Stage.Folder, Normalized);
        string[] texts = [.. Messages.Generate(100).Select(m => m.Text!)];
        var expected = (await generator.GenerateAsync(texts, cancellationToken: TestContext.CancellationToken)).Select(e => e.Vector.ToArray()).ToArray();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => generator.GenerateAsync(texts.Skip(caller * 7), cancellationToken: TestContext.CancellationToken)));
        for (var caller = 0; caller < all.Length; caller++)
            Stage.AssertSameBits(expected[(caller * 7)..], [.. all[caller].Select(e => e.Vector.ToArray())]);
    }

    [TestMethod]
    public void An_embedder_left_open_stays_usable()
    {
        using var embedder = TextEmbedder.Load(Stage.Folder, Normalized);
        new PretrainedEmbeddingGenerator(embedder, leaveOpen: true).Dispose();
        embedder.Embed(["x"], new float[embedder.Dimension]);
    }
}

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class PretrainedEmbeddingsOptionsTests
{
    [TestMethod]
    public void Dimensions_below_one_are_refused() => AssertRefused("Dimensions", () => new PretrainedEmbeddingsOptions { Dimensions = 0 });

    [TestMethod]
    public void Maximum_length_below_one_is_refused() => AssertRefused("MaximumLength", () => new PretrainedEmbeddingsOptions { MaximumLength = -1 });

    [TestMethod]
    public void Tokens_per_batch_below_one_are_refused() => AssertRefused("TokensPerBatch", () => new PretrainedEmbeddingsOptions { TokensPerBatch = 0 });

    [TestMethod]
    public void Threads_below_one_are_refused() => AssertRefused("Threads", () => new PretrainedEmbeddingsOptions { Threads = 0 });

    [TestMethod]
    public void A_negative_cache_is_refused() => AssertRefused("CacheBytes", () => new PretrainedEmbeddingsOptions { CacheBytes = -1 });

    [TestMethod]
    public void An_undefined_pooling_is_refused() => AssertRefused("Pooling", () => new PretrainedEmbeddingsOptions { Pooling = (Pooling)99 });

    [TestMethod]
    public void An_undefined_policy_for_long_texts_is_refused() => AssertRefused("LongText", () => new PretrainedEmbeddingsOptions { LongText = (LongText)99 });

    [TestMethod]
    public void An_empty_model_is_refused() => AssertRefused("Model", () => new PretrainedEmbeddingsOptions { Model = "" });

    [TestMethod]
    public void A_copy_is_checked_like_the_first()
    {
        var options = new PretrainedEmbeddingsOptions { Dimensions = 8 };
        Assert.AreEqual(4, (options with { Dimensions = 4 }).Dimensions);
        AssertRefused("Dimensions", () => options with { Dimensions = 0 });
    }

    [TestMethod]
    public void The_options_of_the_embedder_are_among_them()
    {
        var options = Stage.Small with { Pooling = Pooling.Max, Normalize = true, Dimensions = 5, CacheBytes = 7 };
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Messages.Generate(3));
        var used = Stage.Estimator(context, options).Fit(data).Embedder.Embedder.Options;
        Assert.AreEqual(new EmbeddingOptions { Layers = Layers.At(1), MaximumLength = 24, Pooling = Pooling.Max, Normalize = true, Dimensions = 5 }, used);
    }

    private static void AssertRefused(string property, Func<PretrainedEmbeddingsOptions> make) =>
        Assert.AreEqual(property, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ = make()).ParamName);
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class SharingTests
{
    [TestMethod]
    public void Eight_threads_with_one_transformer_get_the_vectors_of_one_thread()
    {
        var context = new MLContext(seed: 1);
        var messages = Messages.Generate(400);
        var data = context.Data.LoadFromEnumerable(messages);
        var expected = Stage.VectorsOf(context, Stage.Estimator(context, Stage.Small with { Threads = 1 }).Fit(data).Transform(data));

        foreach (var cacheBytes in new[] { 0L, 100_000L, PretrainedEmbeddingsOptions.DefaultCacheBytes })
        {
            var transformer = Stage.Estimator(context, Stage.Small with { CacheBytes = cacheBytes }).Fit(data);
            Stage.OnEightThreads(thread =>
            {
                // Each thread has rows in an order of its own, so that the batches of no two are alike.
                var order = Enumerable.Range(0, messages.Count).ToArray();
                new Random(thread).Shuffle(order);
                var own = new MLContext(seed: 1);
                var vectors = Stage.VectorsOf(own, transformer.Transform(own.Data.LoadFromEnumerable(order.Select(i => messages[i]))));
                Stage.AssertSameBits([.. order.Select(i => expected[i])], vectors);
            });
        }
    }

    [TestMethod]
    public void Eight_prediction_engines_over_one_model_give_its_scores()
    {
        var context = new MLContext(seed: 1);
        var messages = Messages.Generate(120);
        var data = context.Data.LoadFromEnumerable(messages);
        var model = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(Stage.Estimator(context))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        var expected = model.Transform(data).GetColumn<float[]>("Score").ToArray();
        Stage.OnEightThreads(thread =>
        {
            using var engine = context.Model.CreatePredictionEngine<Message, Scores>(model);
            for (var i = 0; i < messages.Count; i++)
            {
                var row = (i + (thread * 15)) % messages.Count;
                CollectionAssert.AreEqual(expected[row], engine.Predict(messages[row]).Score);
            }
        });
    }
}

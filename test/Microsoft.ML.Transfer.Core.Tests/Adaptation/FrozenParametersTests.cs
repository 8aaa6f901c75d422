using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

[TestClass]
public sealed class FrozenParametersTests
{
    private static readonly ClassifiedText[] Examples = [.. Enumerable.Range(0, 8).Select(i => new ClassifiedText(i % 2 == 0 ? "the cat" : "a dog", Pair: null, i % 2))];

    [TestMethod]
    public void Only_what_is_chosen_moves()
    {
        CollectionAssert.AreEquivalent(new[] { "heads", "pooler" }, Moved(Adaptation.HeadOnly));
        CollectionAssert.AreEquivalent(new[] { "heads", "pooler", "layers/1" }, Moved(Adaptation.Top(1)));
        CollectionAssert.AreEquivalent(new[] { "heads", "pooler", "layers/0", "layers/1" }, Moved(Adaptation.Top(9)));
        CollectionAssert.AreEquivalent(new[] { "heads", "pooler", "layers/0", "layers/1", "embeddings" }, Moved(Adaptation.Full));
    }

    private static string[] Moved(Adaptation adaptation)
    {
        using var model = new TinyModel();
        using var start = TunedModel.LoadNew(model.Folder, new TunedHead(Objective.SequenceClassification, 2), seed: 1, hub: null);
        using var trained = TextClassifier.Train(model.Folder, Examples, 2, seed: 1, new FineTuningOptions { Adaptation = adaptation, Epochs = 2, BatchSize = 4, WarmupShare = 0, WeightDecay = 0, LearningRate = 1e-2 });
        return
        [
            .. start.Model.Encoder.Parameters
                .Where(parameter => !Values(parameter.Value).SequenceEqual(Values(trained.Tuned.Model.Encoder.Parameters[parameter.Key])))
                .Select(parameter => string.Join('/', parameter.Key.Value.Split('/').Take(parameter.Key.Value.StartsWith("layers", StringComparison.Ordinal) ? 2 : 1)))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static float[] Values(Tensors.Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.DomainAdaptation;

[TestClass]
public sealed class GrownVocabularyTests
{
    private const string Words = "embeddings/word/weight";
    private const string Bias = "heads/MaskedLanguageModel/output/bias";

    [TestMethod]
    public void NewTokensBeginAsTheMeanOfTheirPiecesAndNothingElseChanges()
    {
        using var domain = new Domain();
        using var folder = new TemporaryFolder();
        var checkpoint = AdaptableCheckpoint.Open(domain.Model, hub: null, folder.Path);
        Assert.IsFalse(checkpoint.HasNewHead);
        var extension = VocabularyExtension.Of(checkpoint.Tokenizer, Domain.Texts(60), 5, 5, CancellationToken.None);
        Assert.HasCount(5, extension.Tokens);
        using var before = checkpoint.Load(1, []);
        using var after = checkpoint.Load(1, [], extension.Tokens);
        var size = before.Encoder.Config.VocabularySize;
        Assert.AreEqual(size + 5, after.Encoder.Config.VocabularySize);
        Assert.AreEqual(size + 5, after.Heads[0].ScoreCount);
        foreach (var (path, tensor) in before.Encoder.Parameters)
        {
            var (old, grown) = (Values(tensor), Values(after.Encoder.Parameters[path]));
            CollectionAssert.AreEqual(old, grown[..old.Length], path.Value);
            if (path.Value is not (Words or Bias))
            {
                Assert.HasCount(old.Length, grown, path.Value);
                continue;
            }
            var width = old.Length / size;
            Assert.HasCount((size + 5) * width, grown, path.Value);
            foreach (var token in extension.Tokens)
            {
                Assert.IsGreaterThan(1, token.Pieces.Count, token.Text);
                for (var i = 0; i < width; i++)
                    Assert.AreEqual(token.Pieces.Average(piece => (double)old[piece * width + i]), grown[token.Id * width + i], 1e-6, token.Text);
            }
        }
    }

    [TestMethod]
    public void WhereTheCheckpointHasNoHeadANewOneKnowsFrequenciesAndTheEncoderIsTheSame()
    {
        using var files = new TinyModel();
        using var folder = new TemporaryFolder();
        var checkpoint = AdaptableCheckpoint.Open(files.Folder, hub: null, folder.Path);
        Assert.IsTrue(checkpoint.HasNewHead);
        var counts = new long[checkpoint.Tokenizer.IdLimit];
        counts[7] = 30;
        using var model = checkpoint.Load(3, counts);
        using var encoder = Transfer.Models.Encoder.Load(files.Folder);
        foreach (var (path, tensor) in encoder.Parameters)
            CollectionAssert.AreEqual(Values(tensor), Values(model.Encoder.Parameters[path]), path.Value);
        var bias = Values(model.Encoder.Parameters[new ParameterPath(Bias)]);
        var total = 30.0 + bias.Length;
        Assert.AreEqual(Math.Log(31 / total), bias[7], 1e-5);
        Assert.AreEqual(Math.Log(1 / total), bias[8], 1e-5);
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

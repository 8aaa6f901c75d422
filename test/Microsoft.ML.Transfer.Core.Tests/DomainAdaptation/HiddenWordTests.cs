using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.DomainAdaptation;

[TestClass]
public sealed class HiddenWordTests
{
    private static readonly string[] Texts = ["the cat sat on the mat and the dog ran", "it was catsxy zz 東京 good", "", new string('!', 3), string.Join(' ', Enumerable.Repeat("the fast dog ran", 12))];

    [TestMethod]
    public void WordsAreThoseOfThePassageAndKnown()
    {
        using var files = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(files.Folder);
        var passages = HiddenWords.Choose(Texts, tokenizer, maximumLength: 20, seed: 1);
        Assert.AreEqual("the cat sat on the mat and the dog ran", passages[0].Text);
        Assert.IsGreaterThan(5, passages.Count, "the long text is cut");
        var unknown = tokenizer.TokenToId("[UNK]");
        foreach (var passage in passages)
        {
            var encoding = tokenizer.Encode(passage.Text, addSpecialTokens: false);
            Assert.IsLessThanOrEqualTo(18, encoding.Ids.Length);
            Assert.IsNotEmpty(passage.Words);
            var characters = 0;
            foreach (var word in passage.Words)
            {
                int[] tokens = [.. Enumerable.Range(0, encoding.Ids.Length).Where(i => encoding.WordIds[i] == word)];
                Assert.IsNotEmpty(tokens);
                Assert.DoesNotContain(i => encoding.Ids[i] == unknown, tokens);
                characters += encoding.Offsets[tokens[^1]].End - encoding.Offsets[tokens[0]].Start;
            }
            Assert.AreEqual(characters, passage.Characters);
        }
        Assert.AreEqual(string.Join(' ', Enumerable.Repeat("the fast dog ran", 12)), string.Join(' ', passages.Skip(passages.Count - 3).Select(passage => passage.Text)));
    }

    /// <summary>A model of zeros gives every token the same probability.</summary>
    [TestMethod]
    public void TheLossOfAModelThatKnowsNothingIsTheLogarithmOfItsVocabularyForEachToken()
    {
        using var files = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(files.Folder);
        using var model = Zeros(tokenizer.IdLimit);
        HiddenWords[] passages = [new("the cat sat", [1], 3), new("it was catsing", [0, 2], 9)];
        var tokens = 1 + 1 + tokenizer.Encode("catsing", addSpecialTokens: false).Ids.Length;
        Assert.IsGreaterThan(3, tokens);
        var score = HiddenWordMeasurement.Measure(model, tokenizer, passages, threads: 1, CancellationToken.None)!;
        Assert.AreEqual(3, score.Words);
        Assert.AreEqual(tokens * Math.Log(tokenizer.IdLimit) / 3, score.LossPerWord, 1e-5);
        Assert.AreEqual(tokens * Math.Log(tokenizer.IdLimit) / 12, score.LossPerCharacter, 1e-5);
        Assert.AreEqual((6.0 + tokens - 3) / 6, score.TokensPerWord, 1e-9);
        Assert.AreEqual(0, score.Accuracy);
        Assert.IsNull(HiddenWordMeasurement.Measure(model, tokenizer, [], threads: 1, CancellationToken.None));
    }

    [TestMethod]
    public void ALargerVocabularyIsAskedForTheSameWords()
    {
        using var files = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(files.Folder);
        var texts = Domain.Texts(40);
        var larger = VocabularyExtension.Of(tokenizer, texts, 10, 3, CancellationToken.None).Tokenizer;
        var passages = HiddenWords.Choose(texts, tokenizer, 32, seed: 1);
        using var small = Zeros(tokenizer.IdLimit);
        using var large = Zeros(larger.IdLimit);
        var before = HiddenWordMeasurement.Measure(small, tokenizer, passages, null, CancellationToken.None)!;
        var after = HiddenWordMeasurement.Measure(large, larger, passages, null, CancellationToken.None)!;
        Assert.AreEqual(before.Words, after.Words);
        Assert.AreEqual(before.LossPerWord / before.LossPerCharacter, after.LossPerWord / after.LossPerCharacter, 1e-9, "as many characters");
        Assert.IsLessThan(before.TokensPerWord, after.TokensPerWord);
        Assert.IsLessThan(before.LossPerWord, after.LossPerWord);
    }

    private static PretrainedModel Zeros(int vocabulary)
    {
        var config = new EncoderConfig
        {
            ModelType = "bert",
            VocabularySize = vocabulary,
            HiddenSize = 8,
            LayerCount = 1,
            HeadCount = 2,
            IntermediateSize = 8,
            MaximumPositions = 32,
            TypeVocabularySize = 2,
            NormEpsilon = 1e-12f,
            Activation = Activation.Gelu,
        };
        var head = new HeadDefinition(Objective.MaskedLanguageModel, "BertForMaskedLM") { Dense = "d", Norm = "n", Output = "o", SharesWords = true };
        return PretrainedModel.Create(Bert.Family, config, [head], new ZeroParameters());
    }

    private sealed class ZeroParameters : IParameterSource
    {
        public bool Contains(ParameterPath path) => !path.Value.StartsWith("pooler", StringComparison.Ordinal);

        public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination) => destination.Clear();

        public void Complete()
        {
        }
    }
}

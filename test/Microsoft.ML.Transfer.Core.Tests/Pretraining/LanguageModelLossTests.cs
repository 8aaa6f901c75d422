using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Training;
using static Microsoft.ML.Transfer.Core.Tests.Pretraining.HandSetModels;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>Losses of language models against values computed by hand.</summary>
[TestClass]
public sealed class LanguageModelLossTests
{
    private const double Tolerance = 1e-6;

    /// <summary>
    /// s reads (−1, −1) and the mean of that: twice it, normalised (−1, −1); the scores of s, a, b, c are 2, −2, 0, 0. b then reads (1, −1) and the mean (0, −1): (1, −2), normalised by √2.5;
    /// the scores are r, −r, 3r, −3r with r = 1/√2.5.
    /// </summary>
    [TestMethod]
    public void TheCausalLossIsThatComputedByHand()
    {
        using var model = Llama();
        var batch = CausalTexts.Collate([.. new CausalTokens([S], []).OfText([B, A], maximumLength: 8), .. new CausalTokens([S], []).OfText([S], maximumLength: 8)]);
        CollectionAssert.AreEqual(new[] { S, B, S }, batch.Tokens.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { B, A, S }, batch.Classes.ToArray());

        var first = LogOfSum(2, -2, 0, 0);
        var r = 1 / Math.Sqrt(2.5);
        double[] losses = [first - 0, LogOfSum(r, -r, 3 * r, -3 * r) + r, first - 2];
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]));
        Assert.AreEqual(losses.Average(), trainer.Evaluate(batch), Tolerance);
        var score = LanguageModelScore.Of(model, model.Heads[0], [batch]);
        Assert.AreEqual(losses.Average(), score.Loss, Tolerance);
        Assert.AreEqual(Math.Exp(losses.Average()), score.Perplexity, 1e-5);
        // Only the second s has the highest score.
        Assert.AreEqual((1 / 3.0, 3L), (score.Accuracy, score.Tokens));
        StringAssert.StartsWith(score.ToString(), FormattableString.Invariant($"loss {losses.Average():F4}, perplexity "));
    }

    /// <summary>
    /// The encoder gives a and b to the decoder as they are: a mean of (1, 0). The decoder reads s: (−1, −1), the same again, and (1, 0) make (−1, −2), normalised by √2.5 and divided by √2; the
    /// scores of s, a, b, c are 3q, −3q, q, −q with q = 1/√5. Then it reads c: (−1, 1), the mean of s and c, (−1, 0), and (1, 0) make (−1, 1), divided by √2: 0, 0, −√2, √2. Beside it, of b alone,
    /// s makes (−2, −2) and (1, −1), (−1, −3), normalised by √5 and divided by √2: 4t, −4t, 2t, −2t with t = 1/√10.
    /// </summary>
    [TestMethod]
    public void TheLossOfADecoderIsThatComputedByHand()
    {
        using var model = T5();
        var batch = new SequencePairBatch(TinyFamilies.Pack([A, B], [B]), TinyFamilies.Pack([S, C], [S]), new[] { C, B, S });
        var (q, root, t) = (1 / Math.Sqrt(5), Math.Sqrt(2), 1 / Math.Sqrt(10));
        double[] losses = [LogOfSum(3 * q, -3 * q, q, -q) + q, LogOfSum(0, 0, -root, root) + root, LogOfSum(4 * t, -4 * t, 2 * t, -2 * t) - 4 * t];
        var task = new SequencePairTask(model);
        Assert.AreEqual(3, task.WeightOf(batch));
        using var trainer = new Trainer<SequencePairBatch>(task);
        Assert.AreEqual(losses.Average(), trainer.Evaluate(batch), Tolerance);
        var score = task.Score([batch]);
        Assert.AreEqual(losses.Average(), score.Loss, Tolerance);
        Assert.AreEqual((1 / 3.0, 3L), (score.Accuracy, score.Tokens));
    }

    [TestMethod]
    public void NothingPredictedIsALossOfNothing()
    {
        using var model = Llama();
        Assert.AreEqual(new LanguageModelScore(0, 0, 0), LanguageModelScore.Of(model, model.Heads[0], []));
    }

    [TestMethod]
    public void AModelThatCannotBeTrainedSoIsNamed()
    {
        using var causal = Llama();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SequencePairTask(causal)).Message, "no decoder");
        using var bare = UntrainedModel.Create(System.Text.Encoding.UTF8.GetBytes(TinyFamilies.Configurations["t5"]), "config.json", seed: 1);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SequencePairTask(bare)).Message, "T5ForConditionalGeneration");
        using var whole = T5();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new HeadTask(whole, whole.Heads[0])).Message, "decoder");
        using var trainer = new Trainer<SequencePairBatch>(new SequencePairTask(whole));
        var uneven = new SequencePairBatch(TinyFamilies.Pack([A, B], [B]), TinyFamilies.Pack([S, C]), new[] { C, B });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trainer.Evaluate(uneven)).Message, "one sequence for each of the encoder's 2; got 1");
    }

    private static double LogOfSum(params double[] scores) => Math.Log(scores.Sum(Math.Exp));
}

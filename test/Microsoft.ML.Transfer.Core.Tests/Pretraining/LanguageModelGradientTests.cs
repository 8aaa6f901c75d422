using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>The gradients of whole language models: along the gradient of a parameter, the loss rises by the length of it. Operations are checked element by element elsewhere.</summary>
[TestClass]
public sealed class LanguageModelGradientTests
{
    private static readonly LabeledBatch Texts = CausalTexts.Collate([.. TinyFamilies.Sequences.SelectMany(ids => new CausalTokens([2], [3]).OfText(ids, maximumLength: 12))]);

    private static readonly SequencePairBatch Pairs = new(TinyFamilies.Pack(TinyFamilies.Sequences), TinyFamilies.Pack([0, 17, 5], [0, 6, 9, 11, 30], [0]), new[] { 17, 5, 3, 6, 9, 11, 30, 3, 22 });

    [TestMethod]
    [DataRow("gpt2", "GPT2LMHeadModel", true)]
    [DataRow("llama", "LlamaForCausalLM", false)]
    [DataRow("llama-head-dim", "LlamaForCausalLM", true)]
    [DataRow("mistral", "MistralForCausalLM", false)]
    [DataRow("gpt-neox", "GPTNeoXForCausalLM", false)]
    [DataRow("opt-post-norm", "OPTForCausalLM", true)]
    public void ThoseOfACausalModelAreTheSlopesOfItsLoss(string name, string architecture, bool sharesWords)
    {
        using var model = Model(name, architecture, sharesWords);
        Check(model, new HeadTask(model, model.Heads.Single()), Texts);
    }

    [TestMethod]
    [DataRow("t5", "T5ForConditionalGeneration", true)]
    [DataRow("t5-gated", "T5ForConditionalGeneration", false)]
    [DataRow("bart", "BartForConditionalGeneration", true)]
    public void ThoseOfAnEncoderAndItsDecoderAreTheSlopesOfTheirLoss(string name, string architecture, bool sharesWords)
    {
        using var model = Model(name, architecture, sharesWords);
        var slopes = Check(model, new SequencePairTask(model), Pairs);
        // What the decoder's loss has to say to the encoder comes through the attention to it.
        foreach (var path in new[] { "layers/0/attention/value/weight", "layers/1/feed_forward/up/weight", "decoder/layers/0/memory/key/weight", "decoder/layers/1/memory/output/weight" })
            Assert.IsGreaterThan(1e-2, slopes[new ParameterPath(path)], path);
    }

    /// <summary>Dropout of activations and of attention weights, within the decoder and to the encoder, is drawn again where layers are computed again.</summary>
    [TestMethod]
    [DataRow("t5", "T5ForConditionalGeneration")]
    [DataRow("bart", "BartForConditionalGeneration")]
    public void DropoutIsTheSameHoweverItIsComputed(string name, string architecture)
    {
        using var model = Model(name, architecture, sharesWords: true);
        var task = new SequencePairTask(model);
        var dropped = Gradients(task, Pairs, recomputes: false, threads: 1, dropout: 0.2f);
        Same(dropped, Gradients(task, Pairs, recomputes: true, threads: 2, dropout: 0.2f));
        var without = Gradients(task, Pairs, recomputes: false, threads: 1);
        Assert.IsTrue(dropped.Any(gradient => !gradient.Value.AsSpan().SequenceEqual(without[gradient.Key])));
    }

    private static PretrainedModel Model(string name, string architecture, bool sharesWords)
    {
        var members = JsonNode.Parse(TinyFamilies.Configurations[name])!.AsObject();
        // Differences across the corner of a ReLU are no slopes.
        if (name is "t5")
            members["feed_forward_proj"] = "gelu";
        if (name is "opt-post-norm")
            members["activation_function"] = "gelu";
        members["architectures"] = new JsonArray(architecture);
        members["tie_word_embeddings"] = sharesWords;
        return SavedDecoderTests.Random(members.ToJsonString());
    }

    private static Dictionary<ParameterPath, double> Check<TBatch>(PretrainedModel model, ITrainingTask<TBatch> task, TBatch batch)
    {
        var gradients = Gradients(task, batch, recomputes: false, threads: 1);
        Same(gradients, Gradients(task, batch, recomputes: true, threads: 2));
        using var trainer = new Trainer<TBatch>(task, new TrainerOptions { Dropout = 0, Threads = 1 });
        var lengths = new Dictionary<ParameterPath, double>();
        var seen = 0;
        foreach (var (path, gradient) in gradients)
        {
            var length = lengths[path] = Math.Sqrt(gradient.Sum(value => (double)value * value));
            // Below that the rounding of the loss is seen; a bias of keys has no part in it at all.
            if (length < 1e-3)
                continue;
            seen++;
            // Steps along which the loss changes about as much for each parameter: shorter ones see its rounding, longer ones the curvature of attention that is not scaled.
            var step = 3e-3 / Math.Max(1, length);
            var tensor = model.Encoder.Parameters[path];
            var values = FamilyTests.Read(tensor);
            double LossAt(double far)
            {
                tensor.CopyFrom([.. values.Zip(gradient, (value, slope) => (float)(value + far * slope / length))]);
                return trainer.Evaluate(batch);
            }
            // Of two differences, so that the third derivative falls out.
            var (near, far) = ((LossAt(step) - LossAt(-step)) / (2 * step), (LossAt(2 * step) - LossAt(-2 * step)) / (4 * step));
            tensor.CopyFrom(values);
            Assert.AreEqual(length, (4 * near - far) / 3, 1e-3 * length + 1e-4, path.Value);
        }
        Assert.IsGreaterThan(0.8 * gradients.Count, (double)seen, $"{seen} of {gradients.Count}");
        return lengths;
    }

    private static Dictionary<ParameterPath, float[]> Gradients<TBatch>(ITrainingTask<TBatch> task, TBatch batch, bool recomputes, int threads, float dropout = 0)
    {
        using var trainer = new Trainer<TBatch>(task, new TrainerOptions { Dropout = dropout, Schedule = new LearningRateSchedule(1e-30), Optimizer = new Sgd(), RecomputesLayers = recomputes, Threads = threads, Seed = 4 });
        trainer.Step([batch], steps: 10);
        return trainer.Trained.ToDictionary(path => path, path => FamilyTests.Read(trainer.GradientOf(path)));
    }

    private static void Same(Dictionary<ParameterPath, float[]> expected, Dictionary<ParameterPath, float[]> actual)
    {
        foreach (var (path, gradient) in expected)
            CollectionAssert.AreEqual(gradient, actual[path], path.Value);
    }
}

using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>
/// Every output of the reference implementation, for every checkpoint of the kit: hidden states, pooler, attention weights and the scores of
/// the heads. Losses are compared where they are computed, by the command <c>forward</c>.
/// </summary>
[TestClass]
public sealed class ParityTests
{
    private const double HiddenTolerance = 1e-5;
    private const double LogitTolerance = 3e-5;
    private const double AttentionTolerance = 2e-6;

    public static IEnumerable<object[]> Cases => ParityCases.All.Select(item => new object[] { item.Name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void EveryOutputEqualsTheReference(string name)
    {
        var item = ParityCases.All.Single(item => item.Name.Equals(name, StringComparison.Ordinal));
        using var parity = new ParityCase(name, item.ExpectationsOf);
        using var model = PretrainedModel.Load(parity.Folder);
        Assert.AreEqual(item.ModelType, model.Encoder.Config.ModelType);
        var objectives = new HashSet<Objective>();
        var worst = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var batch in parity.Batches)
        {
            var computed = model.Decoder is null ? Compute(model, batch) : ComputeBoth(model, model.Decoder, batch);
            foreach (var output in parity.OutputsOf(batch).Where(output => !output.EndsWith(".loss", StringComparison.Ordinal) && !output.StartsWith("sentence.", StringComparison.Ordinal)))
            {
                Assert.IsTrue(computed.TryGetValue(KeyOf(output), out var actual), $"{batch.Name}/{output} was not computed.");
                // What a model makes of tokens that the mask hides is nobody's business, but BERT's happens to be the reference's.
                var counts = name.StartsWith("bert", StringComparison.Ordinal) ? null : actual.Counts;
                var difference = parity.LargestDifference(batch, output, actual.Values, counts);
                if (actual.Objective is { } objective)
                    objectives.Add(objective);
                worst[actual.Kind] = Math.Max(worst.GetValueOrDefault(actual.Kind), difference);
                if (difference > ToleranceOf(actual.Kind))
                    Console.WriteLine($"{batch.Name}/{output}: {difference:E2}");
            }
        }
        Console.WriteLine($"PARITY {name}: {string.Join(", ", worst.Select(kind => $"{kind.Key} {kind.Value:E1}"))}");
        Assert.IsNotEmpty(worst);
        CollectionAssert.AreEquivalent(item.Objectives, objectives.ToArray());
        foreach (var (kind, difference) in worst)
            Assert.IsLessThanOrEqualTo(ToleranceOf(kind), difference, kind);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheEncoderAloneIsThatOfTheWholeModel(string name)
    {
        var item = ParityCases.All.Single(item => item.Name.Equals(name, StringComparison.Ordinal));
        using var parity = new ParityCase(name, item.ExpectationsOf);
        using var model = PretrainedModel.Load(parity.Folder);
        using var encoder = Encoder.Load(parity.Folder);
        var batch = parity.Batches[0].Pack();
        using var expected = model.Encoder.Forward(batch);
        using var actual = encoder.Forward(batch);
        CollectionAssert.AreEqual(Read(expected.Output), Read(actual.Output));
    }

    [TestMethod]
    [DataRow(Pooling.Mean, "mean")]
    [DataRow(Pooling.Cls, "cls")]
    [DataRow(Pooling.Max, "max")]
    [DataRow(Pooling.SqrtLength, "mean_sqrt_len")]
    public void PooledSentencesEqualTheReference(Pooling pooling, string name)
    {
        using var parity = new ParityCase("bert-bare");
        using var encoder = Encoder.Load(parity.Folder);
        var batch = parity.Batches.Single(batch => batch.Name.Equals("padded", StringComparison.Ordinal));
        using var states = encoder.Forward(batch.PackVisible());
        Assert.IsLessThanOrEqualTo(HiddenTolerance, parity.LargestDifference(batch, $"sentence.{name}", Read(states.Pool(states.LayerCount, pooling))));
    }

    /// <summary>Head outputs have the head's name in front in the kit; a checkpoint has one head of each kind.</summary>
    private static string KeyOf(string output) => output.EndsWith("logits", StringComparison.Ordinal) ? output[(output.IndexOf('.', StringComparison.Ordinal) + 1)..] : output;

    private static double ToleranceOf(string kind) => kind switch
    {
        "hidden" => HiddenTolerance,
        "attention" => AttentionTolerance,
        _ => LogitTolerance,
    };

    private static Dictionary<string, Computed> Compute(PretrainedModel model, PaddedBatch batch)
    {
        var results = new Dictionary<string, Computed>(StringComparer.Ordinal);
        using (var states = model.Encoder.Forward(batch.Pack(), attentions: true))
        {
            var shown = batch.Shown;
            for (var layer = 0; layer < states.LayerCount; layer++)
                results[$"hidden_states.{layer}"] = new("hidden", Read(states[layer]), shown);
            results[$"hidden_states.{states.LayerCount}"] = new("hidden", Read(states.BeforeFinalNorm ?? states[states.LayerCount]), shown);
            results["last_hidden_state"] = new("hidden", Read(states.Output), shown);
            for (var layer = 0; layer < states.Attentions.Count; layer++)
                results[$"attentions.{layer}"] = new("attention", states.Attentions[layer].Values.ToArray(), batch.ShownQueries(states.Attentions[layer].Heads));
            if (model.Encoder.HasPooler)
                results["pooler_output"] = new("hidden", Read(model.Encoder.Pool(states)), null);
            foreach (var head in model.Heads.Where(head => head.IsPerToken))
                Add(results, head, Read(head.Forward(states)), shown);
        }
        using var visible = model.Encoder.Forward(batch.PackVisible());
        foreach (var head in model.Heads.Where(head => !head.IsPerToken))
            Add(results, head, Read(head.Forward(visible)), null);
        return results;
    }

    private static Dictionary<string, Computed> ComputeBoth(PretrainedModel model, Decoder decoder, PaddedBatch batch)
    {
        var results = new Dictionary<string, Computed>(StringComparer.Ordinal);
        using var encoded = model.Encoder.Forward(batch.Pack(), attentions: true);
        for (var layer = 0; layer <= encoded.LayerCount; layer++)
            results[$"encoder_hidden_states.{layer}"] = new("hidden", Read(encoded[layer]), batch.Shown);
        results["encoder_last_hidden_state"] = new("hidden", Read(encoded.Output), batch.Shown);
        for (var layer = 0; layer < encoded.Attentions.Count; layer++)
            results[$"encoder_attentions.{layer}"] = new("attention", encoded.Attentions[layer].Values.ToArray(), batch.ShownQueries(encoded.Attentions[layer].Heads));
        using var states = decoder.Forward(batch.PackDecoder(), encoded, attentions: true);
        for (var layer = 0; layer <= states.LayerCount; layer++)
            results[$"decoder_hidden_states.{layer}"] = new("hidden", Read(states[layer]), null);
        results["last_hidden_state"] = new("hidden", Read(states.Output), null);
        for (var layer = 0; layer < states.Attentions.Count; layer++)
        {
            results[$"decoder_attentions.{layer}"] = new("attention", states.Attentions[layer].Values.ToArray(), null);
            results[$"cross_attentions.{layer}"] = new("attention", states.CrossAttentions[layer].Values.ToArray(), null);
        }
        foreach (var head in model.Heads)
            Add(results, head, Read(head.Forward(states)), null);
        return results;
    }

    private static void Add(Dictionary<string, Computed> results, TaskHead head, float[] logits, IReadOnlyList<bool>? counts)
    {
        switch (head.Objective)
        {
            case Objective.QuestionAnswering:
                results["start_logits"] = new("logits", [.. logits.Where((_, i) => i % 2 == 0)], counts, head.Objective);
                results["end_logits"] = new("logits", [.. logits.Where((_, i) => i % 2 == 1)], counts, head.Objective);
                break;
            case Objective.NextSentence:
                results["seq_relationship_logits"] = new("logits", logits, counts, head.Objective);
                break;
            case Objective.SentenceOrder:
                results["sop_logits"] = new("logits", logits, counts, head.Objective);
                break;
            case Objective.MaskedLanguageModel:
                results["prediction_logits"] = results["logits"] = new("logits", logits, counts, head.Objective);
                break;
            default:
                results["logits"] = new("logits", logits, counts, head.Objective);
                break;
        }
    }

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private sealed record Computed(string Kind, float[] Values, IReadOnlyList<bool>? Counts, Objective? Objective = null);
}

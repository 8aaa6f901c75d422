using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>Language models as folders: what is read back computes the same bits.</summary>
[TestClass]
public sealed class SavedDecoderTests
{
    [TestMethod]
    [DataRow("t5", "T5ForConditionalGeneration", true)]
    [DataRow("t5", "T5ForConditionalGeneration", false)]
    [DataRow("t5-gated", "T5ForConditionalGeneration", true)]
    [DataRow("t5", null, true)]
    [DataRow("bart", "BartForConditionalGeneration", true)]
    [DataRow("bart", "BartForSequenceClassification", true)]
    [DataRow("bart", "BartForQuestionAnswering", true)]
    [DataRow("bart", null, true)]
    [DataRow("gpt2", "GPT2LMHeadModel", true)]
    [DataRow("gpt2", "GPT2LMHeadModel", false)]
    [DataRow("llama", "LlamaForCausalLM", true)]
    [DataRow("llama", "LlamaForCausalLM", false)]
    [DataRow("qwen2", "Qwen2ForCausalLM", true)]
    [DataRow("gpt-neox", "GPTNeoXForCausalLM", true)]
    [DataRow("bert", "BertForMaskedLM", false)]
    public void AModelIsReadBackAsItWasSaved(string name, string? architecture, bool sharesWords)
    {
        var members = JsonNode.Parse(TinyFamilies.Configurations[name])!.AsObject();
        if (architecture is not null)
            members["architectures"] = new JsonArray(architecture);
        members["tie_word_embeddings"] = sharesWords;
        using var model = Random(members.ToJsonString());
        using var folder = new TemporaryFolder();
        model.Save(folder.File("model"));
        using var read = PretrainedModel.Load(folder.File("model"));
        Assert.AreEqual(model.Encoder.Config, read.Encoder.Config);
        Assert.AreEqual(model.Decoder?.Config, read.Decoder?.Config);
        CollectionAssert.AreEqual(model.Encoder.Parameters.Keys.ToArray(), read.Encoder.Parameters.Keys.ToArray());
        Assert.HasCount(architecture is null ? 0 : 1, read.Heads);
        CollectionAssert.AreEqual(Outputs(model), Outputs(read));
    }

    /// <summary>Layers, heads and sizes of a decoder may be others than those of the encoder, and its special tokens other than the family's.</summary>
    [TestMethod]
    [DataRow("t5", "num_decoder_layers", 3)]
    [DataRow("t5", "decoder_start_token_id", 7)]
    [DataRow("t5", "eos_token_id", 8)]
    [DataRow("bart", "decoder_layers", 1)]
    [DataRow("bart", "decoder_attention_heads", 8)]
    [DataRow("bart", "decoder_ffn_dim", 12)]
    [DataRow("bart", "bos_token_id", 5)]
    [DataRow("bart", "pad_token_id", 6)]
    public void WhatTheDecoderHasOfItsOwnIsKept(string name, string member, int value)
    {
        var members = JsonNode.Parse(TinyFamilies.Configurations[name])!.AsObject();
        members[member] = value;
        using var model = Random(members.ToJsonString());
        using var folder = new TemporaryFolder();
        model.Save(folder.File("model"));
        using var read = PretrainedModel.Load(folder.File("model"));
        Assert.AreEqual(model.Decoder!.Config, read.Decoder!.Config);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("model/config.json")));
        Assert.AreEqual(value, json.RootElement.GetProperty(member).GetInt32());
        Assert.IsTrue(json.RootElement.GetProperty("is_encoder_decoder").GetBoolean());
    }

    /// <summary>Checkpoints of the reference come back with the same names, shapes and numbers; what they hold twice, they hold once.</summary>
    [TestMethod]
    [DataRow("t5-v1.0")]
    [DataRow("t5-v1.1")]
    [DataRow("bart")]
    [DataRow("gpt2")]
    [DataRow("llama")]
    public void TheTensorsAreThoseOfTheReference(string name)
    {
        var source = SharedData.Require("parity", "models", name);
        using var model = PretrainedModel.Load(source);
        using var folder = new TemporaryFolder();
        model.Save(folder.File("model"));
        using var expected = CheckpointFolder.Open(source).OpenWeights();
        using var actual = CheckpointFolder.Open(folder.File("model")).OpenWeights();
        foreach (var tensor in actual.Names)
        {
            Assert.IsTrue(expected.TryGetShape(tensor, out var shape), tensor);
            Assert.IsTrue(actual.TryGetShape(tensor, out var saved));
            CollectionAssert.AreEqual(shape.ToArray(), saved.ToArray(), tensor);
            var (before, after) = (new float[shape.Aggregate(1L, (product, n) => product * n)], new float[shape.Aggregate(1L, (product, n) => product * n)]);
            expected.ReadFloat32(tensor, before);
            actual.ReadFloat32(tensor, after);
            CollectionAssert.AreEqual(before, after, tensor);
        }
        using var read = PretrainedModel.Load(folder.File("model"));
        CollectionAssert.AreEqual(Outputs(model), Outputs(read));
    }

    /// <summary>A model of a configuration with its decoder and its heads, and random values for every parameter.</summary>
    internal static PretrainedModel Random(string config)
    {
        using var document = JsonDocument.Parse(config);
        var family = ModelFamilies.Of(document.RootElement, "config.json");
        var json = new ConfigReader(document.RootElement, "config.json");
        var heads = family.Heads(json).Where(head => head.Architectures.Intersect(json.Texts("architectures"), StringComparer.Ordinal).Any()).ToList();
        return PretrainedModel.Create(family, family.ReadConfig(json), heads, new RandomParameters(11), readDecoder: family.ReadDecoder is { } read ? () => read(json) : null);
    }

    private static float[] Outputs(PretrainedModel model)
    {
        using var encoded = model.Encoder.Forward(TinyFamilies.Pack([5, 6, 7], [8]));
        var outputs = FamilyTests.Read(encoded.Output).ToList();
        using var decoded = model.Decoder?.Forward(TinyFamilies.Pack([3, 9, 20], [3, 4]), encoded);
        if (decoded is not null)
            outputs.AddRange(FamilyTests.Read(decoded.Output));
        foreach (var head in model.Heads)
            outputs.AddRange(FamilyTests.Read(head.Forward(decoded ?? encoded)));
        return [.. outputs];
    }
}

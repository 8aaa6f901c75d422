using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>A member of a configuration that asks for other arithmetic than this library has is refused by name, never ignored.</summary>
[TestClass]
public sealed class RefusedConfigTests
{
    public static IEnumerable<object[]> Names => TinyFamilies.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WhateverAMemberHoldsIsReadOrRefused(string name)
    {
        var members = JsonNode.Parse(TinyFamilies.Configurations[name], documentOptions: default)!.AsObject();
        var refused = 0;
        foreach (var member in members.Select(member => member.Key).ToList())
        {
            foreach (var value in new[] { "0", "-1", "1", "268435456", "2147483647", "1e99", "1.5", "\"x\"", "null", "[]", "{}", "true", "[1]", "{\"type\": 1}" })
            {
                var changed = members.DeepClone().AsObject();
                changed[member] = JsonNode.Parse(value);
                try
                {
                    _ = TinyFamilies.Read(changed.ToJsonString(), out _);
                }
                catch (InvalidDataException e)
                {
                    Assert.IsGreaterThan(20, e.Message.Length, e.Message);
                    refused++;
                }
            }
        }
        Assert.IsGreaterThan(20, refused);
    }

    [TestMethod]
    public void AConfigurationOfFarTooManyLayersIsRefusedWithoutBuildingThem()
    {
        using var folder = new TestSupport.TinyModel();
        var path = Path.Combine(folder.Folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 200000000", StringComparison.Ordinal));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Encoder.Load(folder.Folder));
        StringAssert.Contains(error.Message, "Missing", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("bert", "\"position_embedding_type\": \"relative_key\"", "position_embedding_type")]
    [DataRow("bert", "\"is_decoder\": true", "is_decoder")]
    [DataRow("bert", "\"add_cross_attention\": true", "add_cross_attention")]
    [DataRow("bert", "\"hidden_act\": \"mish\"", "mish")]
    [DataRow("bert", "\"hidden_size\": 18", "num_attention_heads")]
    [DataRow("roberta", "\"max_position_embeddings\": 2", "pad_token_id")]
    [DataRow("albert", "\"num_hidden_groups\": 3", "num_hidden_groups")]
    [DataRow("gpt2", "\"add_cross_attention\": true", "add_cross_attention")]
    [DataRow("gpt-neox", "\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}", "dynamic")]
    [DataRow("gpt-neox", "\"rotary_pct\": 0.8", "even number")]
    [DataRow("llama", "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 2}", "yarn")]
    [DataRow("llama", "\"rope_parameters\": {\"rope_type\": \"longrope\"}", "longrope")]
    [DataRow("llama", "\"num_key_value_heads\": 3", "num_key_value_heads")]
    [DataRow("qwen2", "\"use_sliding_window\": true", "use_sliding_window")]
    [DataRow("modernbert", "\"classifier_pooling\": \"max\"", "classifier_pooling")]
    [DataRow("modernbert", "\"rope_parameters\": {}", "rope_parameters")]
    [DataRow("opt", "\"layer_norm_elementwise_affine\": false", "layer_norm_elementwise_affine")]
    [DataRow("mpnet", "\"relative_attention_num_buckets\": 16", "relative_attention_num_buckets")]
    [DataRow("mpnet", "\"pad_token_id\": 0", "pad_token_id")]
    [DataRow("deberta", "\"relative_attention\": false", "relative_attention")]
    [DataRow("deberta", "\"pos_att_type\": \"p2p\"", "p2p")]
    [DataRow("deberta", "\"embedding_size\": 8", "embedding_size")]
    [DataRow("deberta-v2-conv", "\"conv_groups\": 2", "conv_groups")]
    [DataRow("deberta-v2-conv", "\"conv_kernel_size\": 4", "conv_kernel_size")]
    [DataRow("deberta-v2-conv", "\"norm_rel_ebd\": \"batch_norm\"", "norm_rel_ebd")]
    [DataRow("deberta-v2-conv", "\"position_buckets\": 1", "position_buckets")]
    [DataRow("t5", "\"feed_forward_proj\": \"gated-mish\"", "mish")]
    [DataRow("t5", "\"relative_attention_num_buckets\": 2", "relative_attention_num_buckets")]
    [DataRow("bart", "\"normalize_before\": true", "normalize_before")]
    [DataRow("bart", "\"normalize_embedding\": false", "normalize_embedding")]
    [DataRow("bert", "\"num_hidden_layers\": 0", "num_hidden_layers")]
    [DataRow("bert", "\"model_type\": \"reformer\"", "reformer")]
    public void TheMessageNamesWhatIsNotSupported(string name, string member, string named)
    {
        var json = TinyFamilies.Configurations[name].TrimEnd().TrimEnd('}');
        // A configuration whose last member is an object ends in two braces.
        json += new string('}', json.Count(c => c == '{') - json.Count(c => c == '}') - 1) + ", " + member + "}";
        var error = Assert.ThrowsExactly<InvalidDataException>(() =>
        {
            var config = TinyFamilies.Read(json, out var family);
            using var document = System.Text.Json.JsonDocument.Parse(json);
            _ = family.Heads(new ConfigReader(document.RootElement, "config.json"));
            Assert.Fail($"{config} was accepted.");
        });
        StringAssert.Contains(error.Message, named, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "config.json", StringComparison.Ordinal);
    }
}

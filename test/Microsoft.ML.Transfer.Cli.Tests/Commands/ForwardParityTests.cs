using System.Text.Json;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

/// <summary>The command <c>forward</c> against the recorded output of the reference implementation: every output of every checkpoint.</summary>
[TestClass]
public sealed class ForwardParityTests
{
    [TestMethod]
    [DataRow("albert")]
    [DataRow("albert-groups")]
    [DataRow("bart")]
    [DataRow("bert")]
    [DataRow("bert-bare")]
    [DataRow("bert-bf16")]
    [DataRow("bert-bin", "bert")]
    [DataRow("bert-fp16")]
    [DataRow("bert-gamma-beta", "bert")]
    [DataRow("bert-mlm")]
    [DataRow("bert-multichoice")]
    [DataRow("bert-multilabel")]
    [DataRow("bert-qa")]
    [DataRow("bert-regression")]
    [DataRow("bert-seqcls")]
    [DataRow("bert-tokcls")]
    [DataRow("deberta")]
    [DataRow("deberta-seqcls")]
    [DataRow("deberta-talking")]
    [DataRow("deberta-v2-conv")]
    [DataRow("deberta-v2-unshared")]
    [DataRow("deberta-v3")]
    [DataRow("deberta-v3-seqcls")]
    [DataRow("distilbert")]
    [DataRow("distilbert-seqcls")]
    [DataRow("electra-discriminator")]
    [DataRow("electra-generator")]
    [DataRow("gpt-neox")]
    [DataRow("gpt-neox-sequential")]
    [DataRow("gpt2")]
    [DataRow("gpt2-bare")]
    [DataRow("llama")]
    [DataRow("llama-head-dim")]
    [DataRow("llama-mha-linear-rope")]
    [DataRow("llama3-rope")]
    [DataRow("mistral")]
    [DataRow("modernbert")]
    [DataRow("modernbert-bias")]
    [DataRow("modernbert-seqcls-cls")]
    [DataRow("modernbert-seqcls-mean")]
    [DataRow("mpnet")]
    [DataRow("opt")]
    [DataRow("opt-post-norm-proj")]
    [DataRow("qwen2")]
    [DataRow("qwen2-tied")]
    [DataRow("roberta")]
    [DataRow("roberta-seqcls")]
    [DataRow("t5-v1.0")]
    [DataRow("t5-v1.1")]
    [DataRow("t5-v1.1-encoder")]
    [DataRow("xlm-roberta")]
    public void Every_output_is_that_of_the_reference(string name, string? reference = null)
    {
        var model = SharedData.Require("parity", "models", name);
        var inputs = SharedData.Require("parity", "models", reference ?? name, "inputs.json");
        using var folder = new TemporaryFolder();
        var call = Call.Of("forward", "--model", model, "--inputs", inputs, "--output", folder["out.safetensors"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);

        using var expected = SafetensorsFile.Open(SharedData.Require("parity", "models", reference ?? name, "expected.safetensors"));
        using var actual = SafetensorsFile.Open(folder["out.safetensors"]);
        using var document = JsonDocument.Parse(File.ReadAllText(inputs));
        var batches = document.RootElement.GetProperty("batches");
        var worst = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in expected.Entries)
        {
            Assert.IsTrue(actual.TryGetEntry(entry.Name, out var ours), $"{entry.Name} is missing.");
            CollectionAssert.AreEqual(entry.Shape.ToArray(), ours!.Shape.ToArray(), entry.Name);
            var (batch, output) = (entry.Name.Split('/')[0], entry.Name.Split('/')[1]);
            var (kind, tolerance) = KindOf(output);
            var difference = LargestDifference(Values(expected, entry), Values(actual, ours), RowsThatCount(batches.GetProperty(batch), output, entry.Shape), kind);
            worst[kind] = Math.Max(worst.GetValueOrDefault(kind), difference);
            Assert.IsLessThanOrEqualTo(tolerance, difference, entry.Name);
        }
        Assert.IsNotEmpty(worst);
        Console.WriteLine(FormattableString.Invariant($"FORWARD {name}: {expected.Entries.Count} tensors; {string.Join(", ", worst.Select(kind => FormattableString.Invariant($"{kind.Key} {kind.Value:E1}")))}"));
    }

    private static (string Kind, double Tolerance) KindOf(string output)
    {
        if (output.EndsWith(".loss", StringComparison.Ordinal))
            return ("loss", 1e-5);
        if (output.EndsWith("logits", StringComparison.Ordinal))
            return ("logits", 3e-5);
        return output.Contains("attentions.", StringComparison.Ordinal) ? ("attention", 2e-6) : ("hidden", 1e-5);
    }

    /// <summary>Where the mask is 0 the reference holds whatever it computes. Null where all rows count.</summary>
    private static bool[]? RowsThatCount(JsonElement batch, string output, IReadOnlyList<long> shape)
    {
        var isOfDecoder = batch.TryGetProperty("decoder_input_ids", out _) && !output.StartsWith("encoder_", StringComparison.Ordinal);
        if (isOfDecoder || !batch.TryGetProperty("attention_mask", out var mask) || mask[0][0].ValueKind == JsonValueKind.Array)
            return null;
        var length = mask[0].GetArrayLength();
        var isOfTokens = output.Contains("attentions.", StringComparison.Ordinal) || (shape.Count >= 2 && shape[1] == length && !output.Equals("pooler_output", StringComparison.Ordinal));
        if (!isOfTokens)
            return null;
        var heads = output.Contains("attentions.", StringComparison.Ordinal) ? (int)shape[1] : 1;
        return [.. mask.EnumerateArray().SelectMany(row => Enumerable.Repeat(row, heads)).SelectMany(row => row.EnumerateArray()).Select(shown => shown.GetInt32() != 0)];
    }

    private static float[] Values(SafetensorsFile file, SafetensorsEntry entry)
    {
        var values = new float[entry.Shape.Aggregate(1L, (a, b) => a * b)];
        file.ReadFloat32(entry, values);
        return values;
    }

    private static double LargestDifference(float[] expected, float[] actual, bool[]? counts, string kind)
    {
        var width = counts is null ? expected.Length : expected.Length / counts.Length;
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (counts is not null && !counts[i / width])
                continue;
            Assert.IsTrue(float.IsFinite(actual[i]));
            var difference = Math.Abs((double)expected[i] - actual[i]);
            worst = Math.Max(worst, kind.Equals("loss", StringComparison.Ordinal) ? difference / Math.Abs(expected[i]) : difference);
        }
        return worst;
    }
}

using System.Text.Json;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

/// <summary>The command <c>forward</c> against the recorded output of the reference implementation.</summary>
[TestClass]
public sealed class ForwardParityTests
{
    private const float Tolerance = 1e-5f;

    [TestMethod]
    [DataRow("bert", "bert")]
    [DataRow("bert-bare", "bert-bare")]
    [DataRow("bert-fp16", "bert-fp16")]
    [DataRow("bert-bf16", "bert-bf16")]
    [DataRow("bert-gamma-beta", "bert")]
    public void Hidden_states_and_pooler_are_those_of_the_reference(string name, string reference)
    {
        var model = SharedData.Require("parity", "models", name);
        var inputs = SharedData.Require("parity", "models", reference, "inputs.json");
        using var folder = new TemporaryFolder();
        var call = Call.Of("forward", "--model", model, "--inputs", inputs, "--output", folder["out.safetensors"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);

        using var expected = SafetensorsFile.Open(SharedData.Require("parity", "models", reference, "expected.safetensors"));
        using var actual = SafetensorsFile.Open(folder["out.safetensors"]);
        using var document = JsonDocument.Parse(File.ReadAllText(inputs));
        var compared = 0;
        var worst = 0f;
        foreach (var entry in expected.Entries.Where(e => IsHiddenState(e.Name) || e.Name.EndsWith("/pooler_output", StringComparison.Ordinal)))
        {
            Assert.IsTrue(actual.TryGetEntry(entry.Name, out var ours), $"{entry.Name} is missing.");
            CollectionAssert.AreEqual(entry.Shape.ToArray(), ours!.Shape.ToArray(), entry.Name);
            var batch = document.RootElement.GetProperty("batches").GetProperty(entry.Name.Split('/')[0]);
            int[]? mask = IsHiddenState(entry.Name) && batch.TryGetProperty("attention_mask", out var m)
                ? [.. m.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetInt32())]
                : null;
            worst = Math.Max(worst, LargestDifference(Values(expected, entry), Values(actual, ours), mask));
            compared++;
        }
        Assert.IsGreaterThan(5, compared);
        Console.WriteLine(FormattableString.Invariant($"{name}: {compared} tensors, largest difference {worst:G3}."));
        Assert.IsLessThanOrEqualTo(Tolerance, worst);
    }

    private static bool IsHiddenState(string name) =>
        name.EndsWith("/last_hidden_state", StringComparison.Ordinal) || name.Contains("/hidden_states.", StringComparison.Ordinal);

    private static float[] Values(SafetensorsFile file, SafetensorsEntry entry)
    {
        var values = new float[entry.Shape.Aggregate(1L, (a, b) => a * b)];
        file.ReadFloat32(entry, values);
        return values;
    }

    // Where the mask is 0 the reference holds whatever it computes.
    private static float LargestDifference(float[] expected, float[] actual, int[]? mask)
    {
        var width = mask is null ? expected.Length : expected.Length / mask.Length;
        var worst = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            if (mask is null || mask[i / width] != 0)
                worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }
        return worst;
    }
}

using System.Text.Json;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>One checkpoint of the reference kit: its inputs, and what the reference computed for them.</summary>
internal sealed class ParityCase : IDisposable
{
    private readonly SafetensorsFile _expected;

    /// <summary>Opens a case.</summary>
    /// <param name="name">The checkpoint's folder.</param>
    /// <param name="expectationsOf">The folder whose inputs and expected values it shares; its own when left out.</param>
    public ParityCase(string name, string? expectationsOf = null)
    {
        Folder = SharedData.Require("parity", "models", name);
        var expectations = SharedData.Require("parity", "models", expectationsOf ?? name);
        _expected = SafetensorsFile.Open(Path.Combine(expectations, "expected.safetensors"));
        using var inputs = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(expectations, "inputs.json")));
        Batches = inputs.RootElement.GetProperty("batches").EnumerateObject().Select(batch => new PaddedBatch(batch.Name, batch.Value)).ToList();
    }

    public string Folder { get; }

    public IReadOnlyList<PaddedBatch> Batches { get; }

    /// <summary>The names of everything that the reference has for a batch.</summary>
    public IReadOnlyList<string> OutputsOf(PaddedBatch batch) =>
        [.. _expected.Entries.Where(entry => entry.Name.StartsWith(batch.Name + "/", StringComparison.Ordinal)).Select(entry => entry.Name[(batch.Name.Length + 1)..])];

    /// <summary>The largest difference to the reference over the rows that count.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="counts">Which rows count, each as long as all; all when null.</param>
    public double LargestDifference(PaddedBatch batch, string output, ReadOnlySpan<float> actual, IReadOnlyList<bool>? counts = null)
    {
        Assert.IsTrue(_expected.TryGetEntry($"{batch.Name}/{output}", out var entry), output);
        var expected = new float[entry!.Shape.Aggregate(1L, (product, n) => product * n)];
        _expected.ReadFloat32(entry, expected);
        Assert.HasCount(actual.Length, expected, $"{batch.Name}/{output}");
        var width = counts is null ? expected.Length : expected.Length / counts.Count;
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            // A number that is none must not pass as no difference.
            if (counts is null || counts[i / width])
                largest = float.IsFinite(actual[i]) ? Math.Max(largest, Math.Abs((double)expected[i] - actual[i])) : double.PositiveInfinity;
        }
        return largest;
    }

    public void Dispose() => _expected.Dispose();
}

using System.Text.Json;
using Microsoft.ML.Transfer.Batching;
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

    /// <summary>The largest difference to the reference, at hidden positions too; null where the reference has no such output.</summary>
    public double? LargestDifference(PaddedBatch batch, string output, ReadOnlySpan<float> actual)
    {
        if (!_expected.TryGetEntry($"{batch.Name}/{output}", out var entry))
            return null;
        var expected = new float[entry!.Shape.Aggregate(1L, (product, n) => product * n)];
        _expected.ReadFloat32(entry, expected);
        Assert.HasCount(actual.Length, expected, $"{batch.Name}/{output}");
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)expected[i] - actual[i]));
        return largest;
    }

    public void Dispose() => _expected.Dispose();
}

/// <summary>A padded batch of the kit. Padding is passed on as tokens that none attends to, which is what the reference computes.</summary>
internal sealed class PaddedBatch
{
    private readonly int[][] _ids;
    private readonly int[][]? _mask;
    private readonly int[][]? _typeIds;
    private readonly int[][]? _positions;

    public PaddedBatch(string name, JsonElement json)
    {
        Name = name;
        _ids = Read(json, "input_ids")!;
        _mask = Read(json, "attention_mask");
        _typeIds = Read(json, "token_type_ids");
        _positions = Read(json, "position_ids");
    }

    public string Name { get; }

    public TokenBatch Pack()
    {
        var builder = new TokenBatchBuilder();
        for (var s = 0; s < _ids.Length; s++)
            builder.Add(_ids[s], _typeIds?[s], _positions is null ? default : _positions[_positions.Length == 1 ? 0 : s], _mask?[s]);
        return builder.Build();
    }

    /// <summary>The tokens that the mask shows, at the positions where they stood.</summary>
    public TokenBatch PackVisible()
    {
        var builder = new TokenBatchBuilder();
        for (var s = 0; s < _ids.Length; s++)
        {
            var shown = Enumerable.Range(0, _ids[s].Length).Where(t => _mask is null || _mask[s][t] != 0).ToArray();
            builder.Add([.. shown.Select(t => _ids[s][t])], [.. shown.Select(t => _typeIds?[s][t] ?? 0)], [.. shown.Select(t => _positions?[s][t] ?? t)]);
        }
        return builder.Build();
    }

    /// <summary>The rows of a field; a batch of choices, [batch, choices, tokens], is flattened to a row a choice.</summary>
    private static int[][]? Read(JsonElement json, string name) =>
        json.TryGetProperty(name, out var rows) ? [.. Rows(rows).Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray())] : null;

    private static IEnumerable<JsonElement> Rows(JsonElement json) =>
        json.EnumerateArray().SelectMany(row => row[0].ValueKind == JsonValueKind.Array ? Rows(row) : [row]);
}

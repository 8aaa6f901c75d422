using System.Text.Json;
using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>A padded batch of the kit. Padding is passed on as tokens that none attends to, which is what the reference computes.</summary>
internal sealed class PaddedBatch
{
    private readonly int[][] _ids;
    private readonly int[][]? _mask;
    private readonly int[][]? _typeIds;
    private readonly int[][]? _positions;
    private readonly int[][]? _decoderIds;

    public PaddedBatch(string name, JsonElement json)
    {
        Name = name;
        _ids = Read(json, "input_ids")!;
        _mask = Read(json, "attention_mask");
        _typeIds = Read(json, "token_type_ids");
        _positions = Read(json, "position_ids");
        _decoderIds = Read(json, "decoder_input_ids");
    }

    public string Name { get; }

    /// <summary>Which tokens the mask shows, row by row.</summary>
    public IReadOnlyList<bool> Shown => [.. _ids.SelectMany((row, s) => row.Select((_, t) => _mask is null || _mask[s][t] != 0))];

    /// <summary>The same for each row of attention weights: sequence by sequence, each head's tokens.</summary>
    public IReadOnlyList<bool> ShownQueries(int heads) =>
        [.. _ids.SelectMany((row, s) => Enumerable.Range(0, heads).SelectMany(_ => row.Select((_, t) => _mask is null || _mask[s][t] != 0)))];

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

    /// <summary>What the decoder reads, in models that have one.</summary>
    public TokenBatch PackDecoder()
    {
        var builder = new TokenBatchBuilder();
        foreach (var row in _decoderIds!)
            builder.Add(row);
        return builder.Build();
    }

    /// <summary>The rows of a field; a batch of choices, [batch, choices, tokens], is flattened to a row a choice.</summary>
    private static int[][]? Read(JsonElement json, string name) =>
        json.TryGetProperty(name, out var rows) ? [.. Rows(rows).Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray())] : null;

    private static IEnumerable<JsonElement> Rows(JsonElement json) =>
        json.EnumerateArray().SelectMany(row => row[0].ValueKind == JsonValueKind.Array ? Rows(row) : [row]);
}

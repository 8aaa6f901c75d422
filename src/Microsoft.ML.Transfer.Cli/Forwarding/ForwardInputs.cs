using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>
/// Reads the inputs of <c>forward</c>: <c>{"batches": {name: {"input_ids": [[…]], "attention_mask": …, …}}, "labels": {name: {"labels": …}}}</c>.
/// </summary>
internal static class ForwardInputs
{
    public static IReadOnlyList<PaddedBatch> Load(string path)
    {
        if (!File.Exists(path))
            throw new BadInputException($"There is no file {path} (--inputs).");
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("batches", out var batches)
                || batches.ValueKind != JsonValueKind.Object)
            {
                throw new BadInputException($"{path}: expected an object with the member 'batches', itself an object: a name and the inputs of each batch.");
            }
            var labels = document.RootElement.TryGetProperty("labels", out var all) && all.ValueKind == JsonValueKind.Object ? all : default;
            return [.. batches.EnumerateObject().Select(b => ReadBatch(path, b) with { Labels = ReadLabels(path, b.Name, labels) })];
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path} is no valid JSON: {e.Message}", e);
        }
    }

    private static PaddedBatch ReadBatch(string path, JsonProperty batch)
    {
        var place = $"{path}, batch '{batch.Name}'";
        if (batch.Value.ValueKind != JsonValueKind.Object)
            throw new BadInputException($"{place}: expected an object with 'input_ids'.");
        var (ids, choices) = JsonMatrix.ReadIds(place, batch.Value, "input_ids")
            ?? throw new BadInputException($"{place}: 'input_ids' is missing.");
        var decoder = JsonMatrix.ReadIds(place, batch.Value, "decoder_input_ids")?.Rows;
        if (decoder is not null && decoder.Length != ids.Length)
            throw new BadInputException($"{place}: 'decoder_input_ids' is {Size(decoder)}, but 'input_ids' is {Size(ids)}.");
        return new PaddedBatch(
            batch.Name,
            ids,
            Like(place, ids, "attention_mask", batch.Value),
            Like(place, ids, "token_type_ids", batch.Value),
            Like(place, ids, "position_ids", batch.Value))
        {
            DecoderIds = decoder,
            Choices = choices,
        };
    }

    private static BatchLabels? ReadLabels(string path, string batch, JsonElement all)
    {
        if (all.ValueKind != JsonValueKind.Object || !all.TryGetProperty(batch, out var labels) || labels.ValueKind != JsonValueKind.Object)
            return null;
        var place = $"{path}, labels of batch '{batch}'";
        return new BatchLabels(JsonMatrix.ReadNumbers(place, labels, "labels"), Places("start_positions"), Places("end_positions"));

        int[]? Places(string name) => JsonMatrix.ReadNumbers(place, labels, name)?.Select(row => (int)row[0]).ToArray();
    }

    private static int[][]? Like(string place, int[][] ids, string name, JsonElement batch)
    {
        var matrix = JsonMatrix.ReadIds(place, batch, name)?.Rows;
        if (matrix is null)
            return null;
        // One row may stand for all, as positions often do.
        if (matrix.Length == 1 && ids.Length > 1)
            matrix = [.. Enumerable.Repeat(matrix[0], ids.Length)];
        if (matrix.Length != ids.Length || matrix[0].Length != ids[0].Length)
        {
            throw new BadInputException(
                $"{place}: '{name}' is {Size(matrix)}, but 'input_ids' is {Size(ids)}.");
        }
        return matrix;
    }

    private static string Size(int[][] matrix) => FormattableString.Invariant($"{matrix.Length} x {matrix[0].Length}");
}

using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Reads the inputs of <c>forward</c>: <c>{"batches": {name: {"input_ids": [[…]], "attention_mask": …, …}}}</c>.</summary>
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
            return [.. batches.EnumerateObject().Select(b => ReadBatch(path, b))];
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
        var ids = ReadMatrix(place, batch.Value, "input_ids")
            ?? throw new BadInputException($"{place}: 'input_ids' is missing.");
        return new PaddedBatch(
            batch.Name,
            ids,
            Like(place, ids, "attention_mask", batch.Value),
            Like(place, ids, "token_type_ids", batch.Value),
            Like(place, ids, "position_ids", batch.Value));
    }

    private static int[][]? Like(string place, int[][] ids, string name, JsonElement batch)
    {
        var matrix = ReadMatrix(place, batch, name);
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

    private static int[][]? ReadMatrix(string place, JsonElement batch, string name)
    {
        if (!batch.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var wrong = new BadInputException($"{place}: '{name}' must be a list of rows of whole numbers, all rows equally long.");
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw wrong;
        int[][] rows = [.. value.EnumerateArray().Select(row => ReadRow(row, wrong))];
        return rows.All(r => r.Length == rows[0].Length && r.Length > 0) ? rows : throw wrong;
    }

    private static int[] ReadRow(JsonElement row, BadInputException wrong) =>
        row.ValueKind == JsonValueKind.Array
            ? [.. row.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var id) ? id : throw wrong)]
            : throw wrong;

    private static string Size(int[][] matrix) => FormattableString.Invariant($"{matrix.Length} x {matrix[0].Length}");
}

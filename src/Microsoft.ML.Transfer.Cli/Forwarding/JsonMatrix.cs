using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Reads rows of numbers.</summary>
internal static class JsonMatrix
{
    /// <summary>Rows of whole numbers, all equally long; rows of rows, the choices of a question, are put one below the other.</summary>
    /// <returns>Null where there is no such member; else the rows, and how many are the choices of one question.</returns>
    /// <exception cref="BadInputException">The member holds something else.</exception>
    public static (int[][] Rows, int? Choices)? ReadIds(string place, JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var wrong = new BadInputException($"{place}: '{name}' must be a list of rows of whole numbers, all rows equally long.");
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw wrong;
        int? choices = null;
        if (value[0].ValueKind == JsonValueKind.Array && value[0].GetArrayLength() > 0 && value[0][0].ValueKind == JsonValueKind.Array)
        {
            choices = value[0].GetArrayLength();
            if (value.EnumerateArray().Any(question => question.ValueKind != JsonValueKind.Array || question.GetArrayLength() != choices))
                throw wrong;
        }
        var elements = choices is null ? value.EnumerateArray() : value.EnumerateArray().SelectMany(question => question.EnumerateArray());
        int[][] rows = [.. elements.Select(row => ReadRow(row, wrong))];
        return rows.All(row => row.Length == rows[0].Length && row.Length > 0) ? (rows, choices) : throw wrong;
    }

    /// <summary>A number, or a row of numbers, for each sequence.</summary>
    /// <returns>Null where there is no such member; else a row a sequence.</returns>
    /// <exception cref="BadInputException">The member holds something else.</exception>
    public static double[][]? ReadNumbers(string place, JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var wrong = new BadInputException($"{place}: '{name}' must be a list of numbers, or of rows of numbers.");
        if (value.ValueKind != JsonValueKind.Array)
            throw wrong;
        return [.. value.EnumerateArray().Select(row => row.ValueKind == JsonValueKind.Array ? row.EnumerateArray().Select(Number).ToArray() : [Number(row)])];

        double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : throw wrong;
    }

    private static int[] ReadRow(JsonElement row, BadInputException wrong) =>
        row.ValueKind == JsonValueKind.Array
            ? [.. row.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var id) ? id : throw wrong)]
            : throw wrong;
}

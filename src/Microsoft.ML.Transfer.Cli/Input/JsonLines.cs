using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>JSON lines (.jsonl): an object a line; the first names the columns, and a member that a later line lacks is a missing value.</summary>
internal static class JsonLines
{
    public static InputTable Read(TextReader reader, string name)
    {
        var objects = ReadObjects(reader, name).GetEnumerator();
        if (!objects.MoveNext())
            return new(name, [], []);
        var first = objects.Current;
        return new(name, [.. first.Members.Keys], Rows(first, objects));
    }

    /// <summary>Reads the objects one by one; blank lines are passed over.</summary>
    public static IEnumerable<JsonLine> ReadObjects(TextReader reader, string name)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return new(number, Members(line, name, number));
        }
    }

    private static IEnumerable<InputRow> Rows(JsonLine first, IEnumerator<JsonLine> rest)
    {
        using (rest)
        {
            string[] columns = [.. first.Members.Keys];
            yield return Row(first, columns);
            while (rest.MoveNext())
                yield return Row(rest.Current, columns);
        }
    }

    private static InputRow Row(JsonLine line, string[] columns) =>
        new(line.Number, [.. columns.Select(c => line.Members.GetValueOrDefault(c))]);

    private static OrderedDictionary<string, string?> Members(string line, string name, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadInputException($"{name}, line {number}: expected an object such as {{\"text\": \"…\"}}, found {Shorten(line)}.");
            var members = new OrderedDictionary<string, string?>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
                members[member.Name] = JsonText.Read(member.Value);
            return members;
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{name}, line {number}: no valid JSON: {Shorten(line)}.", e);
        }
    }

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..60] + "…";
}

/// <summary>An object of a JSON lines file: its line, from 1, and its members as text.</summary>
internal sealed record JsonLine(int Number, OrderedDictionary<string, string?> Members);

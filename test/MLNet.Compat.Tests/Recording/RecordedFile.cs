using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.TestSupport;

namespace MLNet.Compat.Tests.Recording;

/// <summary>
/// What ML.NET 5.0.0 answered in the scenarios of one test class: <c>Recorded/&lt;class&gt;.json</c>, an object per test method,
/// a member per named value. Text and whole numbers are compared exactly, real numbers within the tolerance the scenario states.
/// </summary>
public static class RecordedFile
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether this run writes the recorded values instead of comparing with them; never with the subset itself.</summary>
    public static bool IsRecording =>
#if MLNET_COMPAT
        false;
#else
        Environment.GetEnvironmentVariable("MLNET_RECORD") == "1";
#endif

    private static string SourceFolder =>
        Path.Combine(SharedData.RepositoryRoot, "test", "MLNet.Compat.Tests", "Recorded");

    /// <summary>The values recorded for one test method, or null when there are none.</summary>
    public static JsonObject? Read(string testClass, string testMethod)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Recorded", testClass + ".json");
        return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject file ? file[testMethod] as JsonObject : null;
    }

    /// <summary>The names of all recorded scenarios, as <c>class.method</c>.</summary>
    public static IEnumerable<string> Scenarios() =>
        from path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Recorded"), "*.json")
        from scenario in JsonNode.Parse(File.ReadAllText(path))!.AsObject()
        select $"{Path.GetFileNameWithoutExtension(path)}.{scenario.Key}";

    /// <summary>Replaces the values of one test method in the source tree.</summary>
    public static void Write(string testClass, string testMethod, JsonObject values)
    {
        Directory.CreateDirectory(SourceFolder);
        var path = Path.Combine(SourceFolder, testClass + ".json");
        var file = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        file[testMethod] = values;
        var sorted = new JsonObject();
        foreach (var (name, scenario) in file.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            sorted[name] = scenario!.DeepClone();
        File.WriteAllText(path, OneLinePerArray(sorted.ToJsonString(Layout)) + "\n");
    }

    // The indented layout gives every number a line of its own; arrays of numbers read better, and diff better, on one line.
    private static string OneLinePerArray(string json)
    {
        var lines = json.Split('\n');
        var result = new List<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].EndsWith('['))
            {
                result.Add(lines[i]);
                continue;
            }
            var end = Array.FindIndex(lines, i + 1, line => line.TrimStart() is "]" or "],");
            var inner = lines[(i + 1)..end].Select(line => line.Trim()).ToArray();
            var allNumbers = inner.All(item => item.Length > 0 && (char.IsAsciiDigit(item[0]) || item[0] == '-' || item.Trim('"', ',') is "NaN" or "Infinity"));
            if (allNumbers)
                result.Add(lines[i] + string.Join(' ', inner) + lines[end].Trim());
            else
                result.AddRange(lines[i..(end + 1)]);
            i = end;
        }
        return string.Join('\n', result);
    }
}

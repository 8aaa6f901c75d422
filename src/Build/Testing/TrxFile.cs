using System.Xml.Linq;

namespace Build.Testing;

/// <summary>Reads the results file that the test runner writes (.trx).</summary>
internal static class TrxFile
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static IReadOnlyList<TestCase> Read(string path)
    {
        var root = XDocument.Load(path).Root!;
        var classes = root.Descendants(Ns + "UnitTest")
            .ToDictionary(
                t => (string?)t.Attribute("id") ?? "",
                t => (string?)t.Element(Ns + "TestMethod")?.Attribute("className") ?? "",
                StringComparer.OrdinalIgnoreCase);
        // Only the direct children: the rows inside a data-driven result are counted by their parent.
        return [.. root.Elements(Ns + "Results").Elements(Ns + "UnitTestResult").Select(r => ToCase(r, classes))];
    }

    private static TestCase ToCase(XElement result, Dictionary<string, string> classes)
    {
        var type = classes.GetValueOrDefault((string?)result.Attribute("testId") ?? "", "");
        var name = (string?)result.Attribute("testName") ?? "(unnamed)";
        var error = result.Element(Ns + "Output")?.Element(Ns + "ErrorInfo");
        return new(
            type.Length == 0 ? name : $"{type}.{name}",
            ToOutcome((string?)result.Attribute("outcome")),
            (string?)error?.Element(Ns + "Message") ?? "",
            (string?)error?.Element(Ns + "StackTrace") ?? "");
    }

    private static TestOutcome ToOutcome(string? outcome) => outcome switch
    {
        "Passed" => TestOutcome.Passed,
        "NotExecuted" or "Inconclusive" => TestOutcome.Skipped,
        _ => TestOutcome.Failed,
    };
}

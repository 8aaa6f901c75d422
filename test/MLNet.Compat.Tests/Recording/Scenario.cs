using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace MLNet.Compat.Tests.Recording;

/// <summary>
/// One behaviour of ML.NET, told through its public API as named values. <see cref="Run"/> compares them with what ML.NET 5.0.0
/// answered and lists every difference at once.
/// </summary>
public sealed class Scenario
{
    private readonly JsonObject? _recorded;
    private readonly JsonObject _values = [];
    private readonly List<string> _differences = [];

    private Scenario(JsonObject? recorded) => _recorded = recorded;

    /// <summary>Plays a scenario, named after the calling test method and its class, and holds it against the record.</summary>
    public static void Run(Action<Scenario> play, [CallerFilePath] string testFile = "", [CallerMemberName] string testMethod = "")
    {
        ArgumentNullException.ThrowIfNull(play);
        var testClass = Path.GetFileNameWithoutExtension(testFile.Replace('\\', '/'));
        var scenario = new Scenario(RecordedFile.IsRecording ? null : RecordedFile.Read(testClass, testMethod));
        // Some texts, confusion tables among them, follow the culture of the machine; the record does not.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        play(scenario);
        Assert.AreNotEqual(0, scenario._values.Count, "A scenario must name at least one value.");
        if (RecordedFile.IsRecording)
            RecordedFile.Write(testClass, testMethod, scenario._values);
        else
            scenario.AssertSame(testClass, testMethod);
    }

    /// <summary>A text that must be equal.</summary>
    public void Text(string name, string? value) => Exact(name, value is null ? "<null>" : value);

    /// <summary>A whole number that must be equal.</summary>
    public void Count(string name, long value) => Exact(name, value);

    /// <summary>A truth value that must be equal.</summary>
    public void Truth(string name, bool value) => Exact(name, value);

    /// <summary>Texts that must be equal, in order.</summary>
    public void Texts(string name, IEnumerable<string> values) => Exact(name, new JsonArray([.. values.Select(value => (JsonNode)value)]));

    /// <summary>Whole numbers that must be equal, in order.</summary>
    public void Counts<T>(string name, IEnumerable<T> values) where T : IConvertible =>
        Exact(name, new JsonArray([.. values.Select(value => (JsonNode)value.ToInt64(CultureInfo.InvariantCulture))]));

    /// <summary>A real number within <paramref name="tolerance"/>.</summary>
    public void Number(string name, double value, double tolerance) => Numbers(name, [value], tolerance);

    /// <summary>Real numbers within <paramref name="tolerance"/>, in order.</summary>
    public void Numbers(string name, IEnumerable<float> values, double tolerance) => Numbers(name, values.Select(value => (double)value), tolerance);

    /// <summary>Real numbers within <paramref name="tolerance"/>, in order.</summary>
    public void Numbers(string name, IEnumerable<double> values, double tolerance)
    {
        var actual = values.ToArray();
        Add(name, new JsonArray([.. actual.Select(ToNode)]));
        if (_recorded is null)
            return;
        if (_recorded[name] is not JsonArray expected)
        {
            Differ(name, "(not recorded)", actual.Length + " numbers");
            return;
        }
        if (expected.Count != actual.Length)
        {
            Differ(name, expected.Count + " numbers " + expected.ToJsonString(), actual.Length + " numbers " + _values[name]!.ToJsonString());
            return;
        }
        for (var i = 0; i < actual.Length; i++)
        {
            var recorded = ToNumber(expected[i]!);
            if (!Tolerance.Allows(recorded, actual[i], tolerance))
            {
                Differ(FormattableString.Invariant($"{name}[{i}]"), recorded.ToString("R", CultureInfo.InvariantCulture), actual[i].ToString("R", CultureInfo.InvariantCulture));
                return;
            }
        }
    }

    /// <summary>Calls that must fail, with the exception's type and text.</summary>
    public void Throws(string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Exact(name, $"{exception.GetType().FullName}: {exception.Message.ReplaceLineEndings("\n")}");
            return;
        }
        Exact(name, "(no exception)");
    }

    private void Exact(string name, JsonNode value)
    {
        Add(name, value);
        if (_recorded is null)
            return;
        var expected = _recorded[name]?.ToJsonString() ?? "(not recorded)";
        if (!string.Equals(expected, value.ToJsonString(), StringComparison.Ordinal))
            Differ(name, expected, value.ToJsonString());
    }

    private void Add(string name, JsonNode value)
    {
        if (!_values.TryAdd(name, value))
            throw new ArgumentException($"The scenario names two values '{name}'.", nameof(name));
    }

    private void Differ(string name, string expected, string actual) =>
        _differences.Add($"{name}\n    recorded: {expected}\n    actual:   {actual}");

    private void AssertSame(string testClass, string testMethod)
    {
        if (_recorded is null)
            Assert.Fail($"Nothing is recorded for {testClass}.{testMethod}.");
        foreach (var (name, value) in _recorded)
        {
            if (!_values.ContainsKey(name))
                Differ(name, value!.ToJsonString(), "(missing)");
        }
        if (_differences.Count > 0)
            Assert.Fail($"{_differences.Count} of {_recorded.Count} values differ from ML.NET 5.0.0:\n  " + string.Join("\n  ", _differences));
    }

    // Eight digits: far below every tolerance, and the files stay small.
    private static JsonNode ToNode(double value) =>
        double.IsFinite(value)
            ? JsonNode.Parse(value.ToString("G8", CultureInfo.InvariantCulture))!
            : value.ToString(CultureInfo.InvariantCulture);

    private static double ToNumber(JsonNode node) =>
        node.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture)
            : node.GetValue<double>();
}

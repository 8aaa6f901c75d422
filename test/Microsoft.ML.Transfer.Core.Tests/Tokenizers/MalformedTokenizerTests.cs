using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Broken files give errors that say what is wrong and where.</summary>
[TestClass]
public sealed class MalformedTokenizerTests
{
    [TestMethod]
    [DataRow("", "not valid JSON")]
    [DataRow("{", "not valid JSON")]
    [DataRow("[]", "must be an object")]
    [DataRow("{}", "lacks the member 'model'")]
    [DataRow("{\"model\": 3}", "must be an object")]
    [DataRow("{\"model\": {\"type\": \"Quantum\"}}", "unknown model type 'Quantum'; supported are BPE")]
    [DataRow("{\"model\": {\"type\": \"WordLevel\"}}", "lacks the member 'vocab'")]
    [DataRow("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0.5}, \"unk_token\": \"a\"}}", "is not a whole number")]
    [DataRow("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": -1}, \"unk_token\": \"a\"}}", "is not between 0 and")]
    [DataRow("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 2000000000}, \"unk_token\": \"a\"}}", "is not between 0 and")]
    [DataRow("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b c\"]}}", "merges[0]")]
    [DataRow("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}", "'b', which the vocabulary lacks")]
    [DataRow("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [], \"dropout\": 0.1}}", "dropout")]
    [DataRow("{\"model\": {\"type\": \"Unigram\", \"vocab\": [], \"unk_id\": 0}}", "vocabulary is empty")]
    [DataRow("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", 0]], \"unk_id\": 7}}", "unknown id 7")]
    [DataRow("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\"]], \"unk_id\": 0}}", "vocab[0]")]
    public void AFileThatIsNoTokenizerSaysWhy(string json, string problem)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.FromJson(Encoding.UTF8.GetBytes(json), "broken.json"));
        StringAssert.Contains(error.Message, problem);
        StringAssert.Contains(error.Message, "broken.json");
    }

    [TestMethod]
    [DataRow("normalizer", "{\"type\": \"Shout\"}", "unknown normalizer type 'Shout'; supported are BertNormalizer")]
    [DataRow("normalizer", "{\"type\": \"Lowercase\", \"loud\": true}", "unknown member 'loud'; known are type")]
    [DataRow("normalizer", "{\"type\": \"BertNormalizer\", \"lowercase\": \"yes\"}", "has a string as 'lowercase'")]
    [DataRow("normalizer", "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(\"}, \"content\": \"\"}", "lacks a ')'")]
    [DataRow("normalizer", "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(a)\\\\1\"}, \"content\": \"\"}", "back reference")]
    [DataRow("normalizer", "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"\\\\p{Klingon}\"}, \"content\": \"\"}", "'Klingon', which is not supported")]
    [DataRow("normalizer", "{\"type\": \"Replace\", \"pattern\": {}, \"content\": \"\"}", "either a member 'String' or a member 'Regex'")]
    [DataRow("normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}", "precompiled_charsmap")]
    [DataRow("normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"////fwAAAAA=\"}", "precompiled_charsmap")]
    [DataRow("pre_tokenizer", "{\"type\": \"Guess\"}", "unknown pre-tokenizer type 'Guess'; supported are BertPreTokenizer")]
    [DataRow("pre_tokenizer", "{\"type\": \"Split\", \"pattern\": {\"String\": \" \"}, \"behavior\": \"Eaten\"}", "supported are Removed, Isolated")]
    [DataRow("pre_tokenizer", "{\"type\": \"Metaspace\", \"replacement\": \"ab\"}", "must be one character")]
    [DataRow("pre_tokenizer", "{\"type\": \"Metaspace\", \"prepend_scheme\": \"twice\"}", "supported are always, first, never")]
    [DataRow("post_processor", "{\"type\": \"Nothing\"}", "unknown post-processor type 'Nothing'")]
    [DataRow("post_processor", "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"[X]\", \"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}", "'[X]'")]
    [DataRow("decoder", "{\"type\": \"Mumble\"}", "unknown decoder type 'Mumble'")]
    [DataRow("truncation", "{\"max_length\": 8, \"strategy\": \"Shortest\"}", "supported are LongestFirst, OnlyFirst, OnlySecond")]
    [DataRow("padding", "{\"strategy\": {\"Exactly\": 8}}", "lacks the member 'Fixed'")]
    [DataRow("surprise", "1", "unknown member 'surprise'")]
    public void AComponentThatIsWrongSaysWhere(string member, string json, string problem)
    {
        var file = SmallTokenizers.WordPieceJson();
        file[member] = JsonNode.Parse(json);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.FromJson(SmallTokenizers.Bytes(file), "small.json"));
        StringAssert.Contains(error.Message, problem);
    }

    [TestMethod]
    public void JsonThatIsNestedTooDeeplyIsRefused()
    {
        var json = string.Concat(Enumerable.Repeat("{\"normalizer\":", 200)) + "1" + new string('}', 200);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.FromJson(Encoding.UTF8.GetBytes(json), "deep.json"));
        StringAssert.Contains(error.Message, "deep.json");
    }

    [TestMethod]
    public void AFolderWithoutTokenizerFilesIsNamed()
    {
        var folder = Directory.CreateTempSubdirectory("tokenizer-");
        try
        {
            var error = Assert.ThrowsExactly<FileNotFoundException>(() => PretrainedTokenizer.Load(folder.FullName));
            StringAssert.Contains(error.Message, folder.FullName);
            Assert.ThrowsExactly<DirectoryNotFoundException>(() => PretrainedTokenizer.Load(Path.Combine(folder.FullName, "absent")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void AVocabularyFileMustBeUtf8AndHoldItsSpecialTokens()
    {
        var folder = Directory.CreateTempSubdirectory("tokenizer-");
        try
        {
            var path = Path.Combine(folder.FullName, "vocab.txt");
            File.WriteAllBytes(path, [0x61, 0x0A, 0xFF, 0x0A]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.FullName)).Message, "not UTF-8");
            File.WriteAllText(path, string.Empty);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.FullName)).Message, "holds no tokens");
            File.WriteAllText(path, "a\nb\n");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.FullName)).Message, "lacks the special token '[CLS]'");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void AVocabularyFileAloneMakesABertTokenizer()
    {
        var folder = Directory.CreateTempSubdirectory("tokenizer-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "vocab.txt"), string.Join('\n', SmallTokenizers.WordPieceTokens) + "\n");
            File.WriteAllText(Path.Combine(folder.FullName, "tokenizer_config.json"), "{\"do_lower_case\": false, \"model_max_length\": 512}");
            var tokenizer = PretrainedTokenizer.Load(folder.FullName);
            Assert.AreEqual(512, tokenizer.ModelMaxLength);
            Assert.AreEqual("[CLS] [UNK] cat ##s [MASK] [SEP]", string.Join(' ', tokenizer.Encode("The cats[MASK]").Tokens));
            Assert.AreEqual(512, PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten").ModelMaxLength);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    [DataRow("GPT2Tokenizer", "merges.txt", "a b c", "merges.txt, line 1")]
    [DataRow("GPT2Tokenizer", "merges.txt", "#version: 0.2\na z", "'z', which the vocabulary lacks")]
    [DataRow("GPT2Tokenizer", "vocab.json", "[1]", "must hold an object")]
    [DataRow("WhisperTokenizer", "merges.txt", "", "tokenizer_class 'WhisperTokenizer' cannot be built")]
    public void OlderFilesThatAreWrongSayWhere(string tokenizerClass, string file, string content, string problem)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", $"{{\"tokenizer_class\": \"{tokenizerClass}\"}}");
        folder.Write("vocab.json", "{\"a\": 0, \"b\": 1, \"ab\": 2}");
        folder.Write("merges.txt", "a b");
        folder.Write(file, content);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.Path)).Message, problem);
    }

    [TestMethod]
    [DataRow("gpt2.tiktoken", "IQ== 0\nx", "line 2")]
    [DataRow("gpt2.tiktoken", "!!!! 0", "line 1")]
    [DataRow("gpt2.tiktoken", "IQ== minus", "line 1")]
    [DataRow("gpt2.tiktoken", "", "holds no tokens")]
    [DataRow("own.tiktoken", "IQ== 0", "'own' splits text is not known; supported are cl100k_base")]
    public void RanksThatAreWrongSayWhere(string file, string content, string problem)
    {
        using var folder = new TemporaryFolder();
        folder.Write(file, content);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.Path)).Message, problem);
    }

    [TestMethod]
    [DataRow(new byte[] { }, "holds no pieces")]
    [DataRow(new byte[] { 0x0A }, "ends within a field")]
    [DataRow(new byte[] { 0x0A, 0x7F, 0x0A }, "of which 1 are there")]
    [DataRow(new byte[] { 0x0A, 0x03, 0x0A, 0x7F, 0x61 }, "of which 1 are there")]
    [DataRow(new byte[] { 0x0A, 0x05, 0x15, 0x00, 0x00, 0xC0, 0x7F }, "not a finite number")]
    [DataRow(new byte[] { 0x4B, 0x00 }, "unknown wire type 3")]
    [DataRow(new byte[] { 0x08, 0x01 }, "wire type 0 instead of 2")]
    [DataRow(new byte[] { 0x00, 0x01 }, "field without a number")]
    [DataRow(new byte[] { 0x48, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "more than ten bytes")]
    [DataRow(new byte[] { 0x0A, 0x03, 0x0A, 0x01, 0x61, 0x12, 0x03, 0xC0, 0x02, 0x09 }, "unknown id 9")]
    [DataRow(new byte[] { 0x0A, 0x03, 0x0A, 0x01, 0x61, 0x12, 0x02, 0x18, 0x03 }, "model of type 3")]
    [DataRow(new byte[] { 0x0A, 0x03, 0x0A, 0x01, 0x61, 0x1A, 0x04, 0x12, 0x02, 0x01, 0x02 }, "character map that cannot be used")]
    public void ASentencePieceModelThatIsWrongSaysWhere(byte[] model, string problem)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", "{\"tokenizer_class\": \"AlbertTokenizer\"}");
        folder.Write("spiece.model", model);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.Path)).Message, problem);
    }

    [TestMethod]
    public void NoPrefixOfASentencePieceModelGetsThrough()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", "{\"tokenizer_class\": \"T5Tokenizer\", \"extra_ids\": 0}");
        byte[] model = [0x0A, 0x0C, 0x0A, 0x05, (byte)'<', (byte)'u', (byte)'n', (byte)'k', (byte)'>', 0x15, 0, 0, 0, 0, 0x0A, 0x06, 0x0A, 0x04, (byte)'<', (byte)'/', (byte)'s', (byte)'>'];
        model[1] = 12;
        for (var length = 0; length < model.Length; length++)
        {
            folder.Write("spiece.model", model[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => PretrainedTokenizer.Load(folder.Path), $"{length} bytes");
        }
        folder.Write("spiece.model", model);
        Assert.AreEqual(2, PretrainedTokenizer.Load(folder.Path).VocabularySize);
    }
}

using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class CorpusTests
{
    [TestMethod]
    public void ParagraphsAreSetApartByBlankLinesWhereThereAreAny()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("novel.txt", "\uFEFF\n\nChapter I\n\nIt was a dark\n  and stormy night.\r\n\r\nThe end");
        CollectionAssert.AreEqual(new[] { "Chapter I", "It was a dark and stormy night.", "The end" }, Corpus.Paragraphs(file).ToArray());
        var lines = folder.Write("lines.txt", "One.\nTwo.\nThree.");
        CollectionAssert.AreEqual(new[] { "One.", "Two.", "Three." }, Corpus.Paragraphs(lines).ToArray());
        Assert.IsEmpty(Corpus.Paragraphs(folder.Write("empty.txt", "\n \n")).ToArray());
    }

    [TestMethod]
    public void AFolderIsItsTextFilesByName()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("b"));
        folder.Write("c.txt", "c");
        folder.Write("a.txt", "a");
        folder.Write("x.md", "x");
        folder.Write(Path.Combine("b", "d.txt"), "d");
        CollectionAssert.AreEqual(new[] { "a", "d", "c" }, new Corpus(folder.Path).Paragraphs().ToArray());
    }

    [TestMethod]
    public void WhatIsNotThereIsNamed()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => new Corpus(folder.File("no.txt")).Files()).Message, "no.txt", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => new Corpus(folder.Path).Files()).Message, ".txt", StringComparison.Ordinal);
    }

    [TestMethod]
    public void TheTokensOfAStoreAreThoseOfTheTokenizer()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(model.Folder);
        Directory.CreateDirectory(folder.File("texts"));
        string[] texts = ["the cats sat on the mat", "it was verybad!", "a dog"];
        folder.Write(Path.Combine("texts", "1.txt"), $"{texts[0]}\n{texts[1]}\n");
        folder.Write(Path.Combine("texts", "2.txt"), texts[2]);
        var corpus = new Corpus(folder.File("texts"));
        using (var store = TokenStore.Open(corpus, tokenizer, folder.File("work"), default))
        {
            var encodings = texts.Select(text => tokenizer.Encode(text, addSpecialTokens: false)).ToArray();
            int[] expected = [.. encodings.SelectMany(encoding => encoding.Ids)];
            Assert.AreEqual(expected.Length, store.Count);
            CollectionAssert.AreEqual(new long[] { 0, encodings[0].Ids.Length + encodings[1].Ids.Length, expected.Length }, store.Documents.ToArray());
            var (ids, words) = (new int[expected.Length], new int[expected.Length]);
            store.Read(0, ids, words);
            CollectionAssert.AreEqual(expected, ids);
            // "cats" is one word of several tokens, "verybad" too.
            Assert.AreEqual(store.Words, words.Distinct().Count());
            Assert.AreEqual(encodings.Sum(encoding => encoding.WordIds.Distinct().Count()), store.Words);
            Assert.AreEqual(words[1], words[2], "cat ##s");
            // From the middle of a word on.
            var (some, part) = (new int[3], new int[3]);
            store.Read(2, some, part);
            CollectionAssert.AreEqual(expected[2..5], some);
            Assert.AreEqual(0, part[0]);
        }
        var path = Directory.GetFiles(folder.File("work")).Single();
        var written = File.GetLastWriteTimeUtc(path);
        TokenStore.Open(corpus, tokenizer, folder.File("work"), default).Dispose();
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(path), "the same texts are not tokenized again");
        folder.Write(Path.Combine("texts", "2.txt"), "a cat");
        TokenStore.Open(corpus, tokenizer, folder.File("work"), default).Dispose();
        Assert.HasCount(2, Directory.GetFiles(folder.File("work")), "other texts are");
    }

    [TestMethod]
    public void DamagedStoresAndEmptyTextsAreRefused()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(model.Folder);
        var corpus = new Corpus(folder.Write("a.txt", "the cat sat on the mat"));
        TokenStore.Open(corpus, tokenizer, folder.Path, default).Dispose();
        var path = Directory.GetFiles(folder.Path, "*.tokens").Single();
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 3, bytes.Length - 1, bytes.Length - 4, bytes.Length / 2 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TokenStore.Open(corpus, tokenizer, folder.Path, default)).Message, path, StringComparison.Ordinal);
        }
        var empty = new Corpus(folder.Write("empty.txt", " \n"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TokenStore.Open(empty, tokenizer, folder.Path, default)).Message, "holds no text", StringComparison.Ordinal);
    }
}

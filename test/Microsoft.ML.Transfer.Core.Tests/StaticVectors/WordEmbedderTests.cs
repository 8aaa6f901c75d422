using Microsoft.ML.Transfer.StaticVectors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.StaticVectors;

[TestClass]
public sealed class WordEmbedderTests
{
    private static readonly WordVectors Vectors = Load("cat 1 -2\ndog 3 4\nU.S. 10 10\ndon't 20 20\nt 100 100\n! -1 -1\nThe 7 8\n");

    [TestMethod]
    [DataRow(WordPooling.Mean, new[] { 2f, 1 })]
    [DataRow(WordPooling.Sum, new[] { 4f, 2 })]
    [DataRow(WordPooling.Max, new[] { 3f, 4 })]
    [DataRow(WordPooling.Min, new[] { 1f, -2 })]
    [DataRow(WordPooling.MinMeanMax, new[] { 1f, -2, 2, 1, 3, 4 })]
    public void Words_are_combined_as_asked_for(WordPooling pooling, float[] expected)
    {
        var embedder = new WordEmbedder(Vectors, new WordEmbeddingOptions { Pooling = pooling });
        CollectionAssert.AreEqual(expected, embedder.Embed("  cat\n dog "));
        Assert.HasCount(expected.Length, embedder.FeatureNames);
        CollectionAssert.AreEqual(new float[expected.Length], embedder.Embed("   "));
        CollectionAssert.AreEqual(new float[expected.Length], embedder.Embed((string?)null));
        CollectionAssert.AreEqual(new float[expected.Length], embedder.Embed("unheard of \ud800 \0"));
    }

    [TestMethod]
    [DataRow(UnknownWords.Skip, new[] { 1f, -2 })]
    [DataRow(UnknownWords.Zero, new[] { 0.5f, -1 })]
    [DataRow(UnknownWords.Mean, new[] { 10.5f, 8.928572f })]
    public void Unknown_words_count_as_asked_for(UnknownWords unknown, float[] expected) =>
        CollectionAssert.AreEqual(expected, new WordEmbedder(Vectors, new WordEmbeddingOptions { UnknownWords = unknown }).Embed("cat xyzzy"));

    [TestMethod]
    [DataRow(WordPooling.Max, "dog xyzzy", new[] { 3f, 4 })]
    [DataRow(WordPooling.Min, "dog xyzzy", new[] { 0f, 0 })]
    [DataRow(WordPooling.Min, "xyzzy dog", new[] { 0f, 0 })]
    [DataRow(WordPooling.Max, "xyzzy !", new[] { 0f, 0 })]
    public void Zeros_take_part_in_extremes_wherever_they_stand(WordPooling pooling, string text, float[] expected) =>
        CollectionAssert.AreEqual(expected, new WordEmbedder(Vectors, new WordEmbeddingOptions { Pooling = pooling, UnknownWords = UnknownWords.Zero }).Embed(text));

    [TestMethod]
    [DataRow("U.S.", new[] { 10f, 10 })]
    [DataRow("don't", new[] { 20f, 20 })]
    [DataRow("cat!", new[] { 0f, -3 })]
    [DataRow("(dog)", new[] { 3f, 4 })]
    [DataRow("can't", new[] { 100f, 100 })]
    public void A_word_is_looked_up_whole_before_it_is_cut_at_punctuation(string text, float[] expected) =>
        CollectionAssert.AreEqual(expected, new WordEmbedder(Vectors, new WordEmbeddingOptions { Pooling = WordPooling.Sum }).Embed(text));

    [TestMethod]
    [DataRow(null, "The CAT", new[] { 8f, 6 })]
    [DataRow(false, "The CAT", new[] { 7f, 8 })]
    [DataRow(true, "The CAT", new[] { 1f, -2 })]
    public void Case_is_kept_folded_or_tried(bool? lowerCase, string text, float[] expected) =>
        CollectionAssert.AreEqual(expected, new WordEmbedder(Vectors, new WordEmbeddingOptions { Pooling = WordPooling.Sum, LowerCase = lowerCase }).Embed(text));

    [TestMethod]
    public void Normalised_vectors_have_length_1_or_are_zeros()
    {
        var embedder = new WordEmbedder(Vectors, new WordEmbeddingOptions { Normalize = true });
        CollectionAssert.AreEqual(new[] { 0.6f, 0.8f }, embedder.Embed("dog"));
        CollectionAssert.AreEqual(new float[2], embedder.Embed("nothing"));
    }

    [TestMethod]
    public void An_archive_restores_the_same_vectors()
    {
        var options = new WordEmbeddingOptions { Pooling = WordPooling.MinMeanMax, UnknownWords = UnknownWords.Mean, LowerCase = true, Normalize = true };
        var embedder = new WordEmbedder(Vectors, options);
        var archive = embedder.ToArchive();
        var restored = WordEmbedder.FromArchive(archive, "archive");
        Assert.AreEqual(options, restored.Options);
        CollectionAssert.AreEqual(embedder.Embed("Cat and dog!"), restored.Embed("Cat and dog!"));
        foreach (var missing in archive.Keys)
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => WordEmbedder.FromArchive(archive.Where(entry => !entry.Key.Equals(missing, StringComparison.Ordinal)).ToDictionary(), "archive"));
            Assert.Contains($"archive: the entry '{missing}' is missing", error.Message);
        }
        var broken = archive.ToDictionary();
        broken["words.txt"] = "cat\ncat"u8.ToArray();
        Assert.Contains("with a row for each of the 2 words", Assert.ThrowsExactly<InvalidDataException>(() => WordEmbedder.FromArchive(broken, "archive")).Message);
        broken["words.txt"] = archive["words.txt"];
        broken["options.json"] = """{"pooling": "median"}"""u8.ToArray();
        Assert.Contains("archive/options.json", Assert.ThrowsExactly<InvalidDataException>(() => WordEmbedder.FromArchive(broken, "archive")).Message);
    }

    [TestMethod]
    public void A_megabyte_of_text_without_a_blank_is_embedded()
    {
        var embedder = new WordEmbedder(Vectors);
        Assert.IsTrue(embedder.Embed(new string('x', 1 << 20)).All(value => value == 0));
        CollectionAssert.AreEqual(new[] { -1f, -1 }, embedder.Embed(new string('!', 1 << 20)));
    }

    [TestMethod]
    public void Options_outside_their_range_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WordEmbeddingOptions { Pooling = (WordPooling)9 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WordEmbeddingOptions { UnknownWords = (UnknownWords)9 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WordVectorOptions { Format = (WordVectorFormat)9 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WordVectorOptions { MaximumWords = 0 });
        Assert.ThrowsExactly<ArgumentException>(() => new WordEmbedder(Vectors).Embed("a", new float[1]));
    }

    private static WordVectors Load(string text)
    {
        using var folder = new TemporaryFolder();
        return WordVectors.Load(folder.Write("vectors.txt", text));
    }
}

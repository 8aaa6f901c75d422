using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Transfer.StaticVectors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.StaticVectors;

[TestClass]
public sealed class WordVectorFileTests
{
    private const string Glove = "the 0.5 -1 2e-1\n, 1 2 3\nnaïve +4 5.25 -6\n";
    private const string Word2Vec = "3 3\n" + Glove;

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(Glove)]
    [DataRow(Word2Vec)]
    [DataRow("3 3\nthe 0.5 -1 2e-1 \n, 1 2 3 \nnaïve +4 5.25 -6 \n")]
    [DataRow("the 0.5 -1 2e-1\r\n, 1 2 3\r\nnaïve +4 5.25 -6")]
    public void Text_is_read_whatever_its_form(string text) => AssertSample(WordVectors.Load(_folder.Write("vectors.txt", text)));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Binary_is_read_with_and_without_line_breaks(bool lineBreaks) => AssertSample(WordVectors.Load(_folder.Write("vectors.bin", Binary(lineBreaks))));

    [TestMethod]
    public void A_form_that_is_named_is_not_guessed()
    {
        // A vector of one dimension looks like the first line of word2vec.
        var path = _folder.Write("vectors.txt", "1 2\n3 4\n");
        CollectionAssert.AreEqual(new[] { "1", "3" }, WordVectors.Load(path, new WordVectorOptions { Format = WordVectorFormat.Glove }).Words.ToArray());
        Refused("vectors.txt", "1 2\n3 4\n", "line 2: a word and 1 numbers; the vectors have 2");
    }

    [TestMethod]
    public void Words_may_have_blanks_within()
    {
        var vectors = WordVectors.Load(_folder.Write("vectors.txt", "a 1 2\n. . . 3 4\nat name@domain.com 5 6\n"));
        CollectionAssert.AreEqual(new[] { "a", ". . .", "at name@domain.com" }, vectors.Words.ToArray());
        CollectionAssert.AreEqual(new[] { 3f, 4 }, vectors[1].ToArray());
    }

    [TestMethod]
    public void Only_the_first_words_are_read_where_that_is_asked_for()
    {
        foreach (var path in new[] { _folder.Write("glove.txt", Glove + "broken"), _folder.Write("vectors.vec", Word2Vec), _folder.Write("vectors.bin", Binary(lineBreaks: false)) })
        {
            var vectors = WordVectors.Load(path, new WordVectorOptions { MaximumWords = 2 });
            CollectionAssert.AreEqual(new[] { "the", "," }, vectors.Words.ToArray());
            CollectionAssert.AreEqual(new[] { 1f, 2, 3 }, vectors[1].ToArray());
        }
    }

    [TestMethod]
    [DataRow("", "there are no words")]
    [DataRow("\n", "line 1: an empty line")]
    [DataRow("word\n", "line 1: 0 numbers after the word; there must be 1 to 16384")]
    [DataRow("a 1 2\n\nb 1 2\n", "line 2: an empty line")]
    [DataRow("a 1 2\nb 1\n", "line 2: a word and 1 numbers; the vectors have 2")]
    [DataRow("a 1 2\nb 1 x\n", "line 2: number 2 is 'x'; it must be a finite number")]
    [DataRow("a 1 2\nb 1  2\n", "line 2: number 1 is ''; it must be a finite number")]
    [DataRow("a 1 2\nb NaN 2\n", "line 2: number 1 is 'NaN'")]
    [DataRow("a 1 2\nb 1e99 2\n", "line 2: number 1 is '1e99'")]
    [DataRow("a 1,5 2\n", "line 1: number 1 is '1,5'")]
    [DataRow("a 1 2\nb 1 2\na 3 4\n", "line 3: the word 'a' stands there a second time; it was word 1")]
    [DataRow("a 1 2\n 1 2\n", "line 2: a vector without a word before it")]
    [DataRow("3 2\na 1.5 2.5\nb 3.5 4.5\n", "ends after 2 of the 3 words that its first line announces")]
    [DataRow("1 2\na 1 2\nb 3 4\n", "line 3: more than the 1 words that the first line announces")]
    [DataRow("2000000000 300\na 1\n", "2000000000 words of 300 dimensions are announced, which cannot be in a file of 19 bytes")]
    [DataRow("1 20000\na 1\n", "line 1: 1 words of 20000 dimensions; there must be at least 1 of each, and at most 16384 dimensions")]
    [DataRow("0 5\n", "0 words of 5 dimensions")]
    public void A_malformed_file_is_refused_with_the_line(string text, string message) => Refused("vectors.txt", text, message);

    [TestMethod]
    public void A_line_without_end_is_not_gathered()
    {
        var path = _folder.Write("vectors.txt", new string('x', 2 << 20));
        Assert.Contains("line 1: longer than 1048576 bytes", Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path)).Message);
    }

    [TestMethod]
    public void A_word_that_is_no_text_is_refused()
    {
        var path = _folder.Write("vectors.txt", [.. "a 1 2\n"u8, 0xff, .. " 1 2\n"u8]);
        Assert.Contains("line 2: the word is not valid UTF-8", Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path)).Message);
    }

    [TestMethod]
    public void A_malformed_binary_file_is_refused_with_the_word()
    {
        var sound = Binary(lineBreaks: false);
        RefusedBinary(sound[..^1], "word 3: the file ends within its 3 numbers");
        RefusedBinary(sound[..20], "cannot be in a file of 20 bytes");
        var infinite = sound.ToArray();
        MemoryMarshal.Write(infinite.AsSpan(8), float.PositiveInfinity);
        RefusedBinary(infinite, "word 1: its numbers are not all finite");
        RefusedBinary([.. "1 1\n"u8, .. new byte[5000]], "word 1: no blank within 4096 bytes");
    }

    [TestMethod]
    public void A_file_that_does_not_exist_is_named() =>
        Assert.Contains("nowhere.txt", Assert.ThrowsExactly<FileNotFoundException>(() => WordVectors.Load("nowhere.txt")).Message);

    private void Refused(string name, string text, string message)
    {
        var path = _folder.Write(name, text);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path)).Message;
        Assert.StartsWith(path, error);
        Assert.Contains(message, error);
    }

    private void RefusedBinary(byte[] bytes, string message)
    {
        var path = _folder.Write("vectors.bin", bytes);
        var options = new WordVectorOptions { Format = WordVectorFormat.Word2VecBinary };
        Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path, options)).Message);
    }

    private static void AssertSample(WordVectors vectors)
    {
        CollectionAssert.AreEqual(new[] { "the", ",", "naïve" }, vectors.Words.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5f, -1, 0.2f }, vectors[0].ToArray());
        CollectionAssert.AreEqual(new[] { 4, 5.25f, -6 }, vectors[2].ToArray());
    }

    private static byte[] Binary(bool lineBreaks)
    {
        using var stream = new MemoryStream();
        stream.Write("3 3\n"u8);
        foreach (var (word, values) in new[] { ("the", new[] { 0.5f, -1, 0.2f }), (",", [1, 2, 3]), ("naïve", [4, 5.25f, -6]) })
        {
            stream.Write(Encoding.UTF8.GetBytes(word + " "));
            stream.Write(MemoryMarshal.AsBytes<float>(values));
            if (lineBreaks)
                stream.WriteByte((byte)'\n');
        }
        return stream.ToArray();
    }
}

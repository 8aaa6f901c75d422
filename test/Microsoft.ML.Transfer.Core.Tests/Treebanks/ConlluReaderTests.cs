using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Core.Tests.Treebanks;

[TestClass]
public sealed class ConlluReaderTests
{
    [TestMethod]
    public void Words_of_the_syntax_are_read_and_texts_are_taken_or_joined()
    {
        var sentences = Read("# text = It's.\n1\tIt\tit\tPRON\tPRP\tNumber=Sing|Person=3\t3\tnsubj\t3:nsubj\tSpaceAfter=No\n2\t's\tbe\tAUX\tVBZ\t_\t3\tcop\t_\tSpaceAfter=No\n3\t.\t.\tPUNCT\t.\t_\t0\troot\t_\t_\n\n\n# c\n1-2\tdel\t_\t_\t_\t_\t_\t_\t_\t_\n1\tde\t_\tADP\t_\t_\t_\t_\t_\t_\n2\tel\t_\tDET\t_\t_\t_\t_\t_\t_\n2.1\tx\t_\tX\t_\t_\t_\t_\t_\t_\n");
        Assert.HasCount(2, sentences);
        Assert.AreEqual("It's.", sentences[0].Text);
        Assert.AreEqual(1, sentences[0].Line);
        Assert.AreEqual("del", sentences[1].Text);
        Assert.AreEqual(7, sentences[1].Line);
        Assert.AreEqual("de el", string.Join(' ', sentences[1].Words.Select(word => word.Form)));
        Assert.AreEqual(new TreebankWord("It", "it", "PRON", "PRP", "Number=Sing|Person=3", 3, "nsubj", "3:nsubj", "SpaceAfter=No"), sentences[0].Words[0]);
        Assert.AreEqual("3", sentences[0].Words[0].Feature("Person"));
        Assert.IsNull(sentences[0].Words[0].Feature("Num"));
        Assert.IsNull(sentences[0].Words[1].Feature("_"));
        Assert.AreEqual(0, sentences[0].Words[2].Head);
        Assert.IsNull(sentences[1].Words[0].Head);
    }

    [TestMethod]
    [DataRow("1\ta\n", "line 1: 2 values")]
    [DataRow("# x\nx\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "line 2: 'x' is no word number")]
    [DataRow("1\ta\t_\t_\t_\t_\tz\t_\t_\t_\n", "line 1: 'z' is no number of a head")]
    [DataRow("1\ta\t_\t_\t_\t_\t2\t_\t_\t_\n", "line 1: the head of 'a' is word 2, but the sentence has 1 words")]
    public void Malformed_lines_are_refused_with_their_place(string lines, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(lines)).Message, message, StringComparison.Ordinal);

    [TestMethod]
    public void A_file_that_is_not_there_is_named() =>
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => ConlluReader.Load("no.conllu")).Message, "no.conllu", StringComparison.Ordinal);

    private static List<TreebankSentence> Read(string lines) => [.. ConlluReader.Read(new StringReader(lines), "t.conllu")];
}

using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class ProbeDataTests
{
    private const string Treebank = """
        # text = She sees them.
        1	She	she	PRON	PRP	Case=Nom|Number=Sing	2	nsubj	_	_
        2	sees	see	VERB	VBZ	Number=Sing|Tense=Pres	0	root	_	_
        3	them	they	PRON	PRP	Case=Acc	2	obj:x	_	SpaceAfter=No
        4	.	.	PUNCT	.	_	2	punct	_	_

        1-2	vámonos	_	_	_	_	_	_	_	SpaceAfter=No
        1	vamos	ir	VERB	_	Number=Plur	0	root	_	_
        2	nos	yo	PRON	_	_	1	obj	_	_
        2.1	ghost	_	VERB	_	_	_	_	_	_
        3	!	!	PUNCT	_	_	1	punct	_	_
        """;

    [TestMethod]
    [DataRow("upos", "PRON VERB PRON PUNCT VERB PRON PUNCT")]
    [DataRow("XPOS", "PRP VBZ PRP . - - -")]
    [DataRow("deprel", "nsubj root obj punct root obj punct")]
    [DataRow("head-distance", "+1 root -1 -2 root -1 -2")]
    [DataRow("feat:Number", "Sing Sing - - Plur - -")]
    [DataRow("feat:Case", "Nom - Acc - - - -")]
    public void A_treebank_gives_each_word_its_class(string task, string expected)
    {
        var data = TreebankTask.Create(task, Read());
        Assert.AreEqual(expected, string.Join(' ', data.Labels.ToArray().Select(label => label < 0 ? "-" : data.ClassNames[label])));
        Assert.AreEqual("She sees them . vamos nos !", string.Join(' ', data.Units));
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 1, 1, 1 }, data.Groups.ToArray());
        Assert.AreEqual(expected.Split(' ').Count(name => name is not "-"), data.Rows);
        CollectionAssert.AreEqual(data.ClassNames.Order(StringComparer.Ordinal).ToArray(), data.ClassNames.ToArray());
    }

    [TestMethod]
    public void Far_heads_are_one_class()
    {
        var words = Enumerable.Range(1, 12).Select(i => $"{i}\tw\t_\tX\t_\t_\t{(i == 12 ? 0 : 12)}\tdep\t_\t_");
        var data = TreebankTask.Create("head-distance", [.. ConlluReader.Read(new StringReader(string.Join('\n', words)), "t")]);
        Assert.AreEqual("+6 +6 +6 +6 +6 +6 +5 +4 +3 +2 +1 root", string.Join(' ', data.Labels.ToArray().Select(label => data.ClassNames[label])));
    }

    [TestMethod]
    public void Tasks_that_are_not_there_are_refused_with_those_that_are()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => TreebankTask.Create("mood", Read())).Message, "upos, xpos, deprel, head-distance, feat:NAME", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => TreebankTask.Create("feat:Mood", Read())).Message, "No word", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Sentences_that_are_written_alike_are_one_group()
    {
        var data = ProbeData.OfWords("t", [(["Thanks", "."], ["a", "b"]), (["No"], ["a"]), (["Thanks", "."], ["b", null])]);
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 0, 0 }, data.Groups.ToArray());
        var named = ProbeData.OfWords("t", [(["Thanks", "."], ["a", "b"]), (["No"], ["a"]), (["Thanks", "."], ["b", null])], ["d1", "d1", "d2"]);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 1 }, named.Groups.ToArray());
        var texts = ProbeData.OfTexts("t", [("x", "a"), ("y", "b"), ("x", null)]);
        CollectionAssert.AreEqual(new[] { 0, 1, 0 }, texts.Groups.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1 }, texts.LabelledUnits());
        Assert.IsFalse(texts.AreWords);
    }

    [TestMethod]
    public void Test_data_take_the_classes_of_the_training_data_and_their_own_come_after_them()
    {
        var training = ProbeData.OfTexts("t", [("x", "b"), ("y", "d")]);
        var test = ProbeData.OfTexts("t", [("p", "a"), ("q", "d"), ("r", null), ("s", "b")]).WithClassesOf(training);
        CollectionAssert.AreEqual(new[] { "b", "d", "a" }, test.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1, -1, 0 }, test.Labels.ToArray());
    }

    [TestMethod]
    public void Words_and_labels_must_fit()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ProbeData.OfWords("t", [(["a"], ["x"]), (["b", "c"], ["x"])])).Message, "Sentence 1 has 2 words, but 1 labels", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentException>(() => ProbeData.OfTexts("t", [("a", "x")], ["g", "h"]));
    }

    private static List<TreebankSentence> Read() => [.. ConlluReader.Read(new StringReader(Treebank), "t.conllu")];
}

using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class WordLinksTests
{
    [TestMethod]
    public void EachWordButPunctuationAndTheRootIsLinkedToItsHead()
    {
        var links = WordLinks.OfDependencies([Read(Parses.Keys)]);
        CollectionAssert.AreEqual((string[])["all", "det", "nsubj", "case", "nmod", "cop"], links.Names.ToArray());
        var all = links.BySentence[0].Where(link => link.Kind == 0).Select(link => (link.From, link.To)).ToArray();
        CollectionAssert.AreEqual(((int, int)[])[(0, 1), (1, 6), (2, 4), (3, 4), (4, 1), (5, 6)], all);
        var determiners = links.BySentence[0].Where(link => link.Kind == 1).Select(link => (link.From, link.To)).ToArray();
        CollectionAssert.AreEqual(((int, int)[])[(0, 1), (3, 4)], determiners);
    }

    [TestMethod]
    public void TheCopulaAgreesWithTheSubjectOverAnAttractor()
    {
        var links = WordLinks.OfAgreement([Read(Parses.Keys)]).BySentence[0];
        CollectionAssert.AreEqual((WordLink[])[new(5, 1, 0), new(5, 1, 1)], links);
    }

    [TestMethod]
    [DataRow("Number=Plur|VerbForm=Fin", 1, DisplayName = "the same number")]
    [DataRow("Number=Sing|VerbForm=Fin", 0, DisplayName = "another number")]
    [DataRow("Tense=Past|VerbForm=Fin", 0, DisplayName = "no number to be seen")]
    [DataRow("Number=Plur|VerbForm=Inf", 0, DisplayName = "no finite verb")]
    public void AVerbAgreesWhereItHasTheNumberOfItsSubject(string features, int expected)
    {
        var links = WordLinks.OfAgreement([Read(Parses.Read($"""
            1	Dogs	_	NOUN	_	Number=Plur	3	nsubj	_	_
            2	often	_	ADV	_	_	3	advmod	_	_
            3	bark	_	VERB	_	{features}	0	root	_	_
            """))]).BySentence[0];
        CollectionAssert.AreEqual(expected == 1 ? (WordLink[])[new(2, 0, 0)] : [], links);
    }

    private static ReadSentence Read(TreebankSentence sentence) => new(new DependencyTree(sentence), default, []);
}

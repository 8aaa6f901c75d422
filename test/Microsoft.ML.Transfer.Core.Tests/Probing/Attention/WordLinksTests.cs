using Microsoft.ML.Transfer.Probing;

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
    public void AVerbWithoutAnotherNounInBetweenAgreesWithoutAnAttractor()
    {
        var sentence = new ParsedSentence(["Dogs", "often", "bark"], [2, 2, ParsedSentence.Root], ["nsubj", "advmod", "root"])
        {
            Tags = ["NOUN", "ADV", "VERB"],
            Features = ["Number=Plur", "_", "Number=Plur|VerbForm=Fin"],
        };
        CollectionAssert.AreEqual((WordLink[])[new(2, 0, 0)], WordLinks.OfAgreement([Read(sentence)]).BySentence[0]);
    }

    [TestMethod]
    public void WhereNoNumberIsSeenThereIsNothingToAgree()
    {
        var sentence = new ParsedSentence(["Dogs", "barked"], [1, ParsedSentence.Root], ["nsubj", "root"]) { Features = ["Number=Plur", "Tense=Past|VerbForm=Fin"] };
        Assert.IsEmpty(WordLinks.OfAgreement([Read(sentence)]).BySentence[0]);
        Assert.IsEmpty(WordLinks.OfAgreement([Read(new ParsedSentence(["Dogs", "bark"], [1, ParsedSentence.Root], ["nsubj", "root"]))]).BySentence[0]);
    }

    private static ReadSentence Read(ParsedSentence sentence) => new(sentence, default, []);
}

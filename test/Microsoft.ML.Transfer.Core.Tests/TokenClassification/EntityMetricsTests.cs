namespace Microsoft.ML.Transfer.Core.Tests.TokenClassification;

/// <summary>Entities by the rules of the evaluation of the CoNLL tasks; the expected numbers are counted by hand.</summary>
[TestClass]
public sealed class EntityMetricsTests
{
    private static readonly string[] Tags = ["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"];

    [TestMethod]
    [DataRow("O O", "", DisplayName = "nothing")]
    [DataRow("B-PER I-PER O B-LOC", "0-2 PER, 3-4 LOC", DisplayName = "IOB2")]
    [DataRow("B-PER B-PER", "0-1 PER, 1-2 PER", DisplayName = "B ends what was before")]
    [DataRow("I-PER I-PER O I-LOC", "0-2 PER, 3-4 LOC", DisplayName = "I begins where nothing is open: IOB1, and mistakes")]
    [DataRow("B-PER I-LOC I-LOC", "0-1 PER, 1-3 LOC", DisplayName = "another type begins another entity")]
    [DataRow("I-PER B-PER I-PER", "0-1 PER, 1-3 PER", DisplayName = "IOB1")]
    [DataRow("B-PER I-PER E-PER S-LOC S-LOC", "0-3 PER, 3-4 LOC, 4-5 LOC", DisplayName = "IOBES")]
    [DataRow("E-PER E-PER I-PER", "0-1 PER, 1-2 PER, 2-3 PER", DisplayName = "after E it is over")]
    [DataRow("S-PER I-PER E-PER", "0-1 PER, 1-3 PER", DisplayName = "after S it is over")]
    [DataRow("B-PER E-LOC", "0-1 PER, 1-2 LOC", DisplayName = "E of another type")]
    [DataRow("B-PER - I-PER", "0-1 PER, 2-3 PER", DisplayName = "a missing label is outside")]
    public void Entities_are_read_as_the_CoNLL_evaluation_reads_them(string tags, string expected)
    {
        var entities = EntityTags.Of(Tags)!.Read(Classes(tags));
        Assert.AreEqual(expected, string.Join(", ", entities.Select(entity => FormattableString.Invariant($"{entity.Start}-{entity.End} {entity.Type}"))));
    }

    [TestMethod]
    public void Counts_precision_recall_and_F1_are_those_of_whole_entities()
    {
        // PER: expected 0-2, 5-6; predicted 0-2 (right), 5-7 (too long), and in the second text 0-1 (right). LOC: expected 3-4 twice; predicted 3-4 as PER once, once right.
        var metrics = Compute(
            ("B-PER I-PER O B-LOC O B-PER O", "B-PER I-PER O B-PER O B-PER I-PER"),
            ("B-PER O O B-LOC", "I-PER O O B-LOC"));
        Assert.IsTrue(metrics.HasEntities);
        Assert.AreEqual(11, metrics.Words);
        Assert.AreEqual(8, metrics.CorrectWords);
        Assert.AreEqual(8.0 / 11, metrics.Accuracy, 1e-12);
        CollectionAssert.AreEqual(new[] { new EntityScore("LOC", 2, 1, 1), new EntityScore("PER", 3, 4, 2) }, metrics.PerEntity.ToArray());
        Assert.AreEqual(new EntityScore("", 5, 5, 3), metrics.Entities);
        Assert.AreEqual(0.6, metrics.Precision, 1e-12);
        Assert.AreEqual(0.6, metrics.Recall, 1e-12);
        Assert.AreEqual(0.6, metrics.F1, 1e-12);
        Assert.AreEqual(0.5, metrics.PerEntity[1].Precision, 1e-12);
        Assert.AreEqual(2.0 / 3, metrics.PerEntity[1].Recall, 1e-12);
        Assert.AreEqual(4.0 / 7, metrics.PerEntity[1].F1, 1e-12);
        StringAssert.Contains(metrics.ToString(), "LOC  precision 100.00 %  recall 50.00 %", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_right_words_with_the_wrong_type_are_no_entity_found()
    {
        var metrics = Compute(("B-PER I-PER", "B-LOC I-LOC"));
        Assert.AreEqual(new EntityScore("", 1, 1, 0), metrics.Entities);
        Assert.AreEqual(0.0, metrics.F1);
    }

    [TestMethod]
    public void Entities_do_not_go_on_from_text_to_text() =>
        Assert.AreEqual(new EntityScore("", 2, 2, 2), Compute(("O B-PER", "O B-PER"), ("I-PER O", "I-PER O")).Entities);

    [TestMethod]
    public void What_is_predicted_where_no_label_is_does_not_count()
    {
        var metrics = Compute(("- O B-PER -", "B-LOC O B-PER I-PER"));
        Assert.AreEqual(2, metrics.Words);
        Assert.AreEqual(1.0, metrics.Accuracy);
        Assert.AreEqual(new EntityScore("", 1, 1, 1), metrics.Entities);
    }

    [TestMethod]
    public void Nothing_at_all_is_0_and_no_NaN()
    {
        var metrics = Compute(("", ""), ("- -", "O O"));
        Assert.AreEqual(0.0, metrics.Accuracy);
        Assert.AreEqual(0.0, metrics.F1 + metrics.Precision + metrics.Recall);
    }

    [TestMethod]
    [DataRow("NOUN", "VERB")]
    [DataRow("O", "O-PER")]
    [DataRow("O", "B-")]
    [DataRow("O", "O")]
    public void Other_names_are_plain_classes(string first, string second)
    {
        var metrics = TokenClassificationMetrics.Compute([first, second], [([0, 1], [0, 0])]);
        Assert.IsFalse(metrics.HasEntities);
        Assert.IsEmpty(metrics.PerEntity);
        Assert.AreEqual(0.5, metrics.Accuracy);
    }

    [TestMethod]
    public void Lists_that_do_not_fit_are_refused()
    {
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => TokenClassificationMetrics.Compute(Tags, [([0], [0]), ([0, 1], [0])])).Message, "Text 1 has 2 labels, but 1 predicted classes", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => TokenClassificationMetrics.Compute(Tags, [([0, 9], [0, 0])])).Message, "Word 1 of text 0 has the class 9", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => TokenClassificationMetrics.Compute(Tags, [([0, 0], [-1, 0])])).Message, "Word 0 of text 0 has the class -1", StringComparison.Ordinal);
    }

    private static TokenClassificationMetrics Compute(params (string Expected, string Predicted)[] texts) =>
        TokenClassificationMetrics.Compute(Tags, texts.Select(text => ((IReadOnlyList<int>)Classes(text.Expected), (IReadOnlyList<int>)Classes(text.Predicted))));

    private static int[] Classes(string tags) => [.. tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => Array.IndexOf(Tags, tag))];
}

using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.LanguageModels;

[TestClass]
public sealed class MaskedLanguageModelTests
{
    private static readonly Dictionary<string, float> Logits = new(StringComparer.Ordinal)
    {
        ["[SEP]"] = 9,
        ["##s"] = 8,
        ["."] = 7,
        ["dog"] = 3,
        ["cat"] = 2.5f,
        ["x"] = 2.5f,
        ["mat"] = 1,
        ["0"] = 0.5f,
    };


    [TestMethod]
    public void APlaceOfItsOwnIsFilledWithWholeWords()
    {
        using var files = new TinyMaskedModel(Logits);
        using var model = MaskedLanguageModel.Load(files.Folder);
        var filled = model.Fill(["the [MASK] sat"], count: 5).Single().Single();
        Assert.AreEqual(4, filled.Start);
        // Of equal scores the lower id comes first.
        CollectionAssert.AreEqual(new[] { "dog", "cat", "x", "mat", "0" }, filled.Words.Select(word => word.Text).ToArray());
        // The probability is that among all tokens.
        var sum = files.Vocabulary.Sum(token => Math.Exp(Logits.GetValueOrDefault(token)));
        Assert.AreEqual(Math.Exp(3) / sum, filled.Words[0].Probability, 1e-6);
        Assert.AreEqual(Math.Exp(0.5) / sum, filled.Words[4].Probability, 1e-8);
        Assert.AreEqual("dog", files.Vocabulary[filled.Words[0].TokenId]);
    }

    [TestMethod]
    public void AnyTokenIsTakenWhereItIsAskedForAndWhereALetterTouchesThePlace()
    {
        using var files = new TinyMaskedModel(Logits);
        using var model = MaskedLanguageModel.Load(files.Folder);
        string[] expected = ["##s", ".", "dog"];
        CollectionAssert.AreEqual(expected, Words(model.Fill(["the [MASK] sat"], 3, MaskCandidates.Tokens)[0][0]));
        CollectionAssert.AreEqual(expected, Words(model.Fill(["the cat[MASK] sat"], 3)[0][0]));
        CollectionAssert.AreEqual(expected, Words(model.Fill(["the [MASK]9 sat"], 3)[0][0]));
        CollectionAssert.AreEqual(new[] { "dog", "cat", "x" }, Words(model.Fill(["the ([MASK]), -[MASK]!"], 3)[0][1]));
    }

    [TestMethod]
    public void EachTextHasItsOwnPlaces()
    {
        using var files = new TinyMaskedModel(Logits);
        using var model = MaskedLanguageModel.Load(files.Folder);
        var filled = model.Fill([null, "", "the cat", "[MASK] [MASK]", "a [MASK] ran"], count: 1);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 2, 1 }, filled.Select(places => places.Count).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 7 }, filled[3].Select(place => place.Start).ToArray());
        Assert.IsEmpty(model.Fill([]));
        // More than there are.
        Assert.HasCount(files.Vocabulary.Count - 5, model.Fill(["[MASK]"], 1000, MaskCandidates.Tokens)[0][0].Words);
    }

    [TestMethod]
    public void ProbabilitiesAreThoseOfTheHead()
    {
        using var files = new TinyMaskedModel();
        using var model = MaskedLanguageModel.Load(files.Folder);
        string[] texts = ["the [MASK] sat on the [MASK].", "[MASK] ran", "it was not [MASK] , it was very very good"];
        var filled = model.Fill(texts, count: 3, MaskCandidates.Tokens, threads: 1);
        using var reference = new Reference(files.Folder);
        for (var text = 0; text < texts.Length; text++)
        {
            var ids = reference.Tokenizer.Encode(texts[text]).Ids;
            var places = Enumerable.Range(0, ids.Length).Where(i => ids[i] == 4).ToArray();
            for (var place = 0; place < places.Length; place++)
            {
                var expected = reference.LogProbabilities(ids)[places[place]];
                var ordered = Enumerable.Range(5, expected.Length - 5).OrderByDescending(id => expected[id]).Take(3).ToArray();
                CollectionAssert.AreEqual(ordered, filled[text][place].Words.Select(word => word.TokenId).ToArray());
                foreach (var word in filled[text][place].Words)
                    Assert.AreEqual(Math.Exp(expected[word.TokenId]), word.Probability, 1e-6);
            }
        }
    }

    [TestMethod]
    public void ATextIsFilledAlikeWhateverItIsComputedWith()
    {
        using var files = new TinyMaskedModel();
        using var model = MaskedLanguageModel.Load(files.Folder);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => FormattableString.Invariant($"the {(i % 3 == 0 ? "cat" : "dog")} [MASK] {i} [MASK]"))];
        var expected = texts.Select(text => model.Fill([text], threads: 1)[0]).ToArray();
        foreach (var threads in (int?[])[1, 3, null])
        {
            var filled = model.Fill(texts, threads: threads);
            for (var i = 0; i < texts.Length; i++)
                CollectionAssert.AreEqual(expected[i].SelectMany(place => place.Words).ToArray(), filled[i].SelectMany(place => place.Words).ToArray());
        }
        var likelihoods = model.Score(texts, threads: 1);
        CollectionAssert.AreEqual(likelihoods.ToArray(), model.Score(texts, threads: 3).ToArray());
        Assert.AreEqual(likelihoods[17], model.Score([texts[17]])[0]);
    }

    [TestMethod]
    public void APlaceFarInsideALongTextIsFilledFromWhatStandsRoundIt()
    {
        using var files = new TinyMaskedModel(maximumPositions: 12);
        using var model = MaskedLanguageModel.Load(files.Folder);
        var filler = string.Concat(Enumerable.Repeat("the cat ", 20));
        var filled = model.Fill([filler + "a dog [MASK] on it and sat " + filler + "[MASK]"], count: 2)[0];
        Assert.HasCount(2, filled);
        // Ten tokens beside the special ones, five of them before the place.
        Assert.AreEqual(model.Fill(["cat the cat a dog [MASK] on it and sat"], count: 2)[0][0].Words[0], filled[0].Words[0]);
        Assert.AreEqual(model.Fill(["cat the cat the cat the cat the cat [MASK]"], count: 2)[0][0].Words[0], filled[1].Words[0]);
    }

    [TestMethod]
    public void ThePseudoLikelihoodMasksEachTokenAlone()
    {
        using var files = new TinyMaskedModel();
        using var model = MaskedLanguageModel.Load(files.Folder);
        using var reference = new Reference(files.Folder);
        string[] texts = ["the dogs sat on it.", "fast", ""];
        var scores = model.Score(texts);
        for (var text = 0; text < texts.Length; text++)
        {
            var ids = reference.Tokenizer.Encode(texts[text]).Ids;
            var sum = 0.0;
            for (var i = 1; i < ids.Length - 1; i++)
            {
                var masked = (int[])ids.Clone();
                masked[i] = 4;
                sum += reference.LogProbabilities(masked)[i][ids[i]];
            }
            Assert.AreEqual(ids.Length - 2, scores[text].Tokens);
            Assert.AreEqual(sum, scores[text].LogLikelihood, 1e-5);
            Assert.AreEqual(ids.Length == 2 ? 1 : Math.Exp(-sum / (ids.Length - 2)), scores[text].Perplexity, 1e-4);
        }
        var together = TextLikelihood.Sum(scores);
        Assert.AreEqual(Math.Exp(-(scores[0].LogLikelihood + scores[1].LogLikelihood) / 8), together.Perplexity, 1e-9);
        // A long text is read in parts: "the cat" twice is as likely as in two texts.
        using var shortFiles = new TinyMaskedModel(maximumPositions: 4);
        using var shortModel = MaskedLanguageModel.Load(shortFiles.Folder);
        Assert.AreEqual(2 * shortModel.Score(["the cat"])[0].LogLikelihood, shortModel.Score(["the cat the cat"])[0].LogLikelihood, 1e-12);
    }

    [TestMethod]
    public void FactsAreRankedAmongWords()
    {
        using var files = new TinyMaskedModel(Logits);
        using var model = MaskedLanguageModel.Load(files.Folder);
        ClozeFact[] facts =
        [
            new("the [MASK] sat.", "dog", "animals"), new("the [MASK] sat.", "Cat", "animals"), new("it sat on the [MASK].", "mat", "things"), new("it was [MASK].", "dogs", "things"),
            new("it was [MASK]!", "unheard of"), new("it was [MASK]!", "."), new("[MASK] was it", "€"),
        ];
        var report = model.Ask(facts, count: 3);
        // "dogs" is two tokens, the next several, the last unknown; a point is outranked by the words before it only.
        CollectionAssert.AreEqual(new int?[] { 1, 2, 4, null, null, 1, null }, report.Ranks.ToArray());
        Assert.AreEqual(new ClozeScore(4, 3, 0.5, 3, 0.75, (1 + 0.5 + 0.25 + 1) / 4), report.All);
        CollectionAssert.AreEqual(new[] { "animals", "things" }, report.Relations.Keys.ToArray());
        Assert.AreEqual(new ClozeScore(1, 1, 0, 3, 0, 0.25), report.Relations["things"]);
        CollectionAssert.AreEqual(new int?[] { 3, 4, 6 }, model.Ask(facts[..3], candidates: MaskCandidates.Tokens).Ranks.ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.Ask([facts[0], new("nothing", "x")])).Message, "Fact 1, 'nothing', has 0 places");
    }

    [TestMethod]
    public void AnArchiveGivesTheSameAgain()
    {
        using var files = new TinyMaskedModel();
        using var model = MaskedLanguageModel.Load(files.Folder);
        using var restored = MaskedLanguageModel.FromArchive(model.ToArchive(), "archive");
        using var again = MaskedLanguageModel.FromArchive(restored.ToArchive(), "archive");
        Assert.AreEqual(model.ModelName, again.ModelName);
        string[] texts = ["the [MASK] sat on the [MASK]."];
        CollectionAssert.AreEqual(model.Fill(texts)[0][1].Words.ToArray(), again.Fill(texts)[0][1].Words.ToArray());
        var entries = model.ToArchive().Where(entry => !string.Equals(entry.Key, "task.json", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MaskedLanguageModel.FromArchive(entries, "archive")).Message, "archive: the entry 'task.json' is missing");
    }

    [TestMethod]
    public void WhatIsNoMaskedLanguageModelIsRefused()
    {
        using var bare = new TinyModel();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MaskedLanguageModel.Load(bare.Folder)).Message, "'architectures' names nothing; a model with a head for MaskedLanguageModel is needed");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => LanguageModel.Load(bare.Folder)).Message, "a language model is needed, such as BertForMaskedLM");
        using var files = new TinyMaskedModel();
        var vocabulary = Path.Combine(files.Folder, "vocab.txt");
        File.WriteAllText(vocabulary, File.ReadAllText(vocabulary).Replace("[MASK]", "mask", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(files.Folder, "tokenizer_config.json"), """{"tokenizer_class": "BertTokenizer", "mask_token": null}""");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MaskedLanguageModel.Load(files.Folder)).Message, "has no mask token");
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => MaskedLanguageModel.Load("no such folder"));
    }

    [TestMethod]
    public void WorkThatWasCancelledEnds()
    {
        using var files = new TinyMaskedModel();
        using var model = MaskedLanguageModel.Load(files.Folder);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Fill(["[MASK]"], cancellationToken: cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => model.Score(["the cat"], cancellationToken: cancelled.Token));
    }

    private static string[] Words(FilledMask place) => [.. place.Words.Select(word => word.Text)];

    /// <summary>The probabilities, computed plainly.</summary>
    private sealed class Reference(string folder) : IDisposable
    {
        private readonly PretrainedModel _model = PretrainedModel.Load(folder);

        public PretrainedTokenizer Tokenizer { get; } = PretrainedTokenizer.Load(folder);

        public double[][] LogProbabilities(int[] ids)
        {
            using var states = _model.Encoder.Forward(new TokenBatchBuilder().Add(ids).Build());
            var logits = _model.Heads[0].Forward(states);
            var values = new float[logits.Shape.Count];
            logits.CopyTo(values);
            return [.. values.Chunk(logits.Shape.Columns).Select(row =>
            {
                var sum = row.Sum(value => Math.Exp(value));
                return Array.ConvertAll(row, value => value - Math.Log(sum));
            })];
        }

        public void Dispose() => _model.Dispose();
    }
}

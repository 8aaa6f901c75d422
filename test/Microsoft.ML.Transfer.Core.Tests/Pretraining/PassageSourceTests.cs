using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class PassageSourceTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(64)]
    [DataRow(1000)]
    [DataRow(4097)]
    public void APermutationHasEachNumberOnce(int count)
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var permutation = new IndexPermutation(count, new CounterRandom(seed, 1));
            long[] numbers = [.. Enumerable.Range(0, count).Select(place => permutation[place])];
            CollectionAssert.AreEqual(Enumerable.Range(0, count).Select(i => (long)i).ToArray(), numbers.Order().ToArray());
            if (count >= 64)
                CollectionAssert.AreNotEqual(numbers.Order().ToArray(), numbers);
        }
    }

    [TestMethod]
    public void AnEpochTakesEachBlockAsOftenAsTheWeightSays()
    {
        using var texts = new Texts();
        var source = texts.Source([1, 2], splits: [2], weights: [1, 2.5]);
        var starts = new Dictionary<(int, int), int>();
        for (var block = 0L; block < source.BlocksPerEpoch; block++)
        {
            var passages = source.Block(block);
            Assert.HasCount(2, passages);
            // The second goes on where the first ends.
            Assert.AreEqual(texts.Next(passages[0].Ids[^1]), passages[1].Ids[0]);
            Assert.IsTrue(passages.All(passage => passage.Ids.Length == 6), "16 tokens for two passages, each with two special tokens");
        }
        Assert.AreEqual(source.BlocksPerEpoch, texts.Blocks(0) + (long)Math.Round(2.5 * texts.Blocks(1)));
    }

    [TestMethod]
    public void AWeightBelowOneTakesBlocksFromAllOverTheCorpusAndTheNextEpochTheOthers()
    {
        using var texts = new Texts();
        var source = texts.Source([1], splits: [1], weights: [0.5]);
        var (first, second) = (Taken(0), Taken(1));
        Assert.HasCount((int)source.BlocksPerEpoch, first.Distinct().ToList());
        Assert.AreEqual((long)Math.Round(0.5 * texts.Blocks(0)), source.BlocksPerEpoch);
        Assert.IsTrue(first.Zip(first.Skip(1)).All(pair => pair.Second - pair.First <= 3), "no part of the corpus is left out");
        Assert.IsEmpty(first.Intersect(second).ToList());

        List<long> Taken(long epoch) => [.. Enumerable.Range(0, (int)source.BlocksPerEpoch).Select(i => source.PlaceOf(epoch * source.BlocksPerEpoch + i).Block).Order()];
    }

    [TestMethod]
    public void TheSameNumberGivesTheSamePassagesAndAnotherEpochOthers()
    {
        using var texts = new Texts();
        var (source, again) = (texts.Source([1], splits: [1, 2, 4]), texts.Source([1], splits: [1, 2, 4]));
        var differs = 0;
        for (var block = 0L; block < source.BlocksPerEpoch; block++)
        {
            var first = source.Block(block);
            var second = again.Block(block);
            Assert.AreEqual(first.Count, second.Count);
            for (var i = 0; i < first.Count; i++)
                CollectionAssert.AreEqual(first[i].Ids, second[i].Ids);
            differs += first[0].Ids.SequenceEqual(source.Block(block + source.BlocksPerEpoch)[0].Ids) ? 0 : 1;
        }
        Assert.IsGreaterThan(source.BlocksPerEpoch / 2, (long)differs);
    }

    /// <summary>Two corpora of tokens that count up, so that a passage shows where it stands.</summary>
    private sealed class Texts : IDisposable
    {
        private const int BlockLength = 16;
        private readonly TemporaryFolder _folder = new();
        private readonly TinyModel _model = new();
        private readonly List<TokenStore> _stores = [];
        private readonly int[] _cycle;

        public Texts()
        {
            var tokenizer = PretrainedTokenizer.Load(_model.Folder);
            string[] words = ["the", "cat", "sat", "on", "a", "mat", "dog"];
            _cycle = [.. words.Select(word => tokenizer.TokenToId(word)!.Value)];
            foreach (var (i, repeats) in new[] { 60, 25 }.Index())
            {
                var corpus = new Corpus(_folder.Write($"{i}.txt", string.Join(' ', Enumerable.Repeat(string.Join(' ', words), repeats))));
                _stores.Add(TokenStore.Open(corpus, tokenizer, _folder.Path, default));
            }
        }

        public int Next(int id) => _cycle[(Array.IndexOf(_cycle, id) + 1) % _cycle.Length];

        public long Blocks(int store) => _stores[store].Count / BlockLength - 1;

        public PassageSource Source(int[] stores, int[] splits, double[]? weights = null) =>
            new([.. stores.Select((store, i) => (_stores[store - 1], weights?[i] ?? 1))], BlockLength, specialTokens: 2, splits, seed: 3);

        public void Dispose()
        {
            _stores.ForEach(store => store.Dispose());
            _model.Dispose();
            _folder.Dispose();
        }
    }
}

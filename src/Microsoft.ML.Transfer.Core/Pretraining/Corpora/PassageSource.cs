using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// The passages of several corpora in a random order. A corpus is cut into blocks of equal length; each epoch takes every block once, or as often as the weight of its corpus says, cuts
/// elsewhere than the last one, and splits each block into passages of one length, which stand side by side in the text. Which passages come when follows from the seed and a
/// counter alone, so that a training can go on anywhere.
/// </summary>
internal sealed class PassageSource
{
    private readonly (TokenStore Store, long Blocks, long Turns)[] _corpora;
    private readonly int _blockLength;
    private readonly int[] _splits;
    private readonly CounterRandom _random;
    private readonly ulong _seed;

    /// <param name="corpora">The tokens with their weights.</param>
    /// <param name="blockLength">How many tokens a block has room for, the special tokens of its passages included.</param>
    /// <param name="specialTokens">How many special tokens a passage has.</param>
    /// <param name="splits">Into how many passages a block is split, each as likely as the others.</param>
    /// <param name="seed">Where the order comes from.</param>
    public PassageSource(IReadOnlyList<(TokenStore Store, double Weight)> corpora, int blockLength, int specialTokens, IReadOnlyList<int> splits, ulong seed)
    {
        (_blockLength, SpecialTokens, _splits, _seed) = (blockLength, specialTokens, [.. splits], seed);
        _random = new CounterRandom(seed, CounterRandom.StreamOf("passages"));
        _corpora = [.. corpora.Select(corpus =>
        {
            // One less, so that they can begin elsewhere in each epoch.
            var blocks = Math.Max(1, corpus.Store.Count / _blockLength - 1);
            return (corpus.Store, blocks, Math.Max(1, (long)Math.Round(blocks * corpus.Weight)));
        })];
        BlocksPerEpoch = _corpora.Sum(corpus => corpus.Turns);
    }

    /// <summary>How many special tokens a passage has.</summary>
    public int SpecialTokens { get; }

    /// <summary>How many blocks an epoch has.</summary>
    public long BlocksPerEpoch { get; }

    /// <summary>The passages of a block, in the order of the text.</summary>
    /// <param name="number">Which block, counted from 0 through all epochs.</param>
    public IReadOnlyList<Passage> Block(long number)
    {
        var (epoch, index, round, block) = PlaceOf(number);
        var store = _corpora[index].Store;
        // Each round through a corpus begins at another token.
        var shift = (long)(_random.Uniform(((ulong)epoch << 24) ^ ((ulong)round << 8) ^ (ulong)index ^ (1UL << 60)) * _blockLength);
        var split = _splits[(int)(_random.Uniform((ulong)number) * _splits.Length)];
        return Cut(store, block * _blockLength + shift, split);
    }

    /// <summary>Where a block stands.</summary>
    /// <param name="number">Which block, counted from 0 through all epochs.</param>
    /// <returns>The epoch, the corpus, how often the epoch has been through that corpus before, and which of its blocks it is.</returns>
    internal (long Epoch, int Corpus, long Round, long Block) PlaceOf(long number)
    {
        var (epoch, place) = Math.DivRem(number, BlocksPerEpoch);
        var turn = new IndexPermutation(BlocksPerEpoch, new CounterRandom(_seed, CounterRandom.StreamOf("order") ^ (ulong)epoch))[place];
        var index = 0;
        while (turn >= _corpora[index].Turns)
            turn -= _corpora[index++].Turns;
        var (_, blocks, turns) = _corpora[index];
        var (round, nth) = Math.DivRem(turn, blocks);
        // A round that is not whole takes blocks from all over the corpus, in each epoch others.
        var block = (nth * blocks / Math.Min(blocks, turns - round * blocks) + epoch) % blocks;
        return (epoch, index, round, block);
    }

    /// <summary>Blocks that are evenly spread, for measuring: the same each time.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="split">Into how many passages each is split.</param>
    public IEnumerable<IReadOnlyList<Passage>> Spread(int count, int split)
    {
        var all = _corpora.Sum(corpus => corpus.Blocks);
        var taken = Math.Min(count, all);
        for (var i = 0L; i < taken; i++)
        {
            var (turn, index) = (i * all / taken, 0);
            while (turn >= _corpora[index].Blocks)
                turn -= _corpora[index++].Blocks;
            yield return Cut(_corpora[index].Store, turn * _blockLength, split);
        }
    }

    private List<Passage> Cut(TokenStore store, long first, int split)
    {
        var length = _blockLength / split - SpecialTokens;
        var passages = new List<Passage>(split);
        for (var i = 0; i < split; i++)
        {
            var begin = first + (long)i * length;
            var count = (int)Math.Min(length, store.Count - begin);
            if (count <= 0)
                break;
            var (ids, words) = (new int[count], new int[count]);
            store.Read(begin, ids, words);
            passages.Add(new Passage(ids, words));
        }
        return passages;
    }
}

/// <summary>Tokens that follow each other in a text, without special tokens.</summary>
/// <param name="Ids">Their ids.</param>
/// <param name="Words">Which word each belongs to.</param>
internal sealed record Passage(int[] Ids, int[] Words);

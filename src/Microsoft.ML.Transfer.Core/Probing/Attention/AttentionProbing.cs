using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Whether attention heads follow the syntax (Clark et al., 2019): each word names the other word that it attends to most, or that attends to it most, and is right where that is its head.
/// Nothing is trained.
/// </summary>
public static class AttentionProbing
{
    // The attentions of a batch take heads · layers · longest sequence numbers a token.
    private const int TokensPerBatch = 512;

    /// <summary>Looks into an encoder.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be and how many threads compute.</param>
    /// <param name="sentences">Sentences with dependencies, and for agreement with parts of speech and features.</param>
    /// <param name="options">How to look; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">No sentence can be read, or none has two words.</exception>
    /// <exception cref="InvalidDataException">The dependencies of a sentence make no tree.</exception>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="Tokenizers.PretrainedTokenizer"/>, which knows the words that tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static AttentionReport Run(TextEmbedder model, IReadOnlyList<TreebankSentence> sentences, AttentionProbingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sentences);
        options ??= new AttentionProbingOptions();
        options.Check();
        var read = ReadSentence.Read(model, DependencyTree.Of(sentences), cancellation);
        WordLinks[] groups = [WordLinks.OfDependencies(read), WordLinks.OfAgreement(read)];
        if (groups[0].BySentence.All(links => links.Length == 0))
            throw new ArgumentException($"Of {sentences.Count} sentences {read.Count} fit the encoder, and no word of these has a head.", nameof(sentences));

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = model.Options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        var counts = Count(model.Encoder, read, groups, options, parallel);
        LinkCounts[]? untrained = null;
        if (options.ComparesUntrained)
        {
            using var other = model.WithRandomWeights(options.Seed);
            untrained = Count(other.Encoder, read, groups, options, parallel);
        }
        var config = model.Encoder.Config;
        return new AttentionReport(
            model.ModelName, config.LayerCount, config.HeadCount, read.Count, sentences.Count - read.Count,
            Links(groups[0], counts[0], untrained?[0], config), Links(groups[1], counts[1], untrained?[1], config))
        {
            Notice = model.Notice,
        };
    }

    private static LinkCounts[] Count(Encoder encoder, List<ReadSentence> sentences, WordLinks[] groups, AttentionProbingOptions options, ParallelOptions parallel)
    {
        var finders = 2 * encoder.Config.LayerCount * encoder.Config.HeadCount;
        var total = New();
        var gate = new Lock();
        TokenBudget.ForEach([.. sentences.Select(sentence => sentence.Sequence)], TokensPerBatch, parallel, (range, threads) =>
        {
            var counts = New();
            var (start, count) = range.GetOffsetAndLength(sentences.Count);
            var builder = new TokenBatchBuilder();
            for (var i = start; i < start + count; i++)
                builder.Add(sentences[i].Sequence.Ids, sentences[i].Sequence.TypeIds);
            using (var states = encoder.Forward(builder.View(), new HashSet<int> { encoder.Config.LayerCount }, threads, attentions: true))
            {
                var first = 0;
                for (var i = start; i < start + count; i++)
                {
                    var sentence = i;
                    Count(states.Attentions, first, sentences[i], [.. groups.Select(group => group.BySentence[sentence])], sentence % 2, counts);
                    first += sentences[i].Sequence.Ids.Length;
                }
            }
            lock (gate)
            {
                foreach (var (of, all) in counts.Zip(total))
                    all.Add(of);
            }
        });
        return total;

        LinkCounts[] New() => [.. groups.Select(group => new LinkCounts(group.Names.Count, finders, options.LongestOffset))];
    }

    /// <summary>Counts what is found in a sentence.</summary>
    /// <param name="attentions">The attentions of a batch.</param>
    /// <param name="firstToken">Where the sentence begins in it.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="links">Its links, by group.</param>
    /// <param name="half">Which half of the sentences it belongs to.</param>
    /// <param name="counts">What is added to, by group.</param>
    private static void Count(IReadOnlyList<AttentionWeights> attentions, int firstToken, ReadSentence sentence, WordLink[][] links, int half, LinkCounts[] counts)
    {
        var (words, tokens) = (sentence.Pieces.Length, sentence.Sequence.Ids.Length);
        var (attention, found) = (new float[words * words], new int[words]);
        for (var group = 0; group < links.Length; group++)
            counts[group].AddLinks(half, links[group], words);
        var finder = 0;
        foreach (var layer in attentions)
        {
            for (var head = 0; head < layer.Heads; head++)
            {
                var row = layer.Heads * firstToken + head * tokens;
                WordAttention.Combine(layer.Values.Span.Slice(row * layer.Columns, tokens * layer.Columns), layer.Columns, sentence.Pieces, attention);
                WordAttention.FindMostAttended(attention, found);
                Add();
                WordAttention.FindMostAttending(attention, found);
                Add();
            }
        }

        void Add()
        {
            for (var group = 0; group < links.Length; group++)
                counts[group].AddFound(half, links[group], finder, found);
            finder++;
        }
    }

    private static List<AttentionLink> Links(WordLinks links, LinkCounts counts, LinkCounts? untrained, EncoderConfig config)
    {
        var results = new List<AttentionLink>();
        for (var kind = 0; kind < links.Names.Count; kind++)
        {
            var count = counts.Links(kind);
            if (count == 0)
                continue;
            var accuracies = new float[2 * config.LayerCount * config.HeadCount];
            for (var finder = 0; finder < accuracies.Length; finder++)
                accuracies[finder] = counts.Found(kind, finder) / (float)count;
            var (best, found) = counts.BestFinder(kind);
            var (offset, atOffset) = counts.BestOffset(kind);
            results.Add(new AttentionLink(links.Names[kind], count, config.HeadCount, accuracies)
            {
                Best = AttentionLink.HeadAt(best, config.HeadCount),
                Accuracy = found / (double)count,
                BestOffset = offset,
                OffsetAccuracy = atOffset / (double)count,
                UntrainedAccuracy = untrained?.BestFinder(kind).Found / (double)count,
            });
        }
        // Together they are the first: there are no more of any kind.
        return [.. results.OrderByDescending(link => link.Count)];
    }
}

using System.Globalization;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The structural probe (Hewitt and Manning, 2019): is there a linear projection of a layer in which the squared distance between two words is that in the dependency tree, and one in which the
/// squared length of a word is its depth? A word that the tokenizer divides has the mean of its tokens.
/// </summary>
public static class StructuralProbing
{
    /// <summary>Probes layers.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be and how many threads compute. Results do not depend on the threads.</param>
    /// <param name="sentences">Sentences with dependencies, of which a tenth says when to stop.</param>
    /// <param name="test">Sentences to be scored on, once; where left out, a tenth of <paramref name="sentences"/>.</param>
    /// <param name="options">How to train; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">There are fewer than ten different sentences that can be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the encoder lacks a layer.</exception>
    /// <exception cref="InvalidDataException">The dependencies of a sentence make no tree.</exception>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="Tokenizers.PretrainedTokenizer"/>, which knows the words that tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static StructuralReport Run(
        TextEmbedder model, IReadOnlyList<TreebankSentence> sentences, IReadOnlyList<TreebankSentence>? test = null, StructuralProbingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sentences);
        options ??= new StructuralProbingOptions();
        options.Check();
        var data = ProbedSentences.Read(model, sentences, test, options.Seed, cancellation);
        var layers = options.Extraction.Layers.Resolve(model.Encoder.Config.LayerCount);
        var (done, steps) = (0, (options.ComparesUntrained ? 2 : 1) * (layers.Length + 1));
        var trained = Measure(model, "layer");
        StructuralScores[]? untrained = null;
        if (options.ComparesUntrained)
        {
            using var other = model.WithRandomWeights(options.Seed);
            untrained = Measure(other, "untrained layer");
        }
        var trees = TargetTrees(data.Sentences);
        return new StructuralReport(
            model.ModelName, Math.Min(options.Rank, model.Encoder.Config.HiddenSize), data.Split.Training.Count, data.Split.Validation.Count, data.Split.Test.Count, data.Unread,
            LinearChain(data.Split.Test.Select(i => trees[i]), options.Seed),
            [.. layers.Select((layer, i) => new StructuralResult(layer, trained[i], untrained?[i]))])
        {
            Notice = model.Notice,
        };

        StructuralScores[] Measure(TextEmbedder encoder, string name)
        {
            Begin($"vectors of {data.Sentences.Count.ToString(CultureInfo.InvariantCulture)} sentences");
            using var store = LayerExtraction.Words(encoder, data.Words, options.Extraction, cancellation);
            return [.. layers.Select(layer =>
            {
                Begin(string.Create(CultureInfo.InvariantCulture, $"{name} {layer}"));
                return Probe(store.Read(layer), data, options, model.Options.Threads, cancellation);
            })];
        }

        void Begin(string what) => options.Progress?.Invoke(new ProbingProgress(what, done++, steps));
    }

    /// <summary>Trains both probes on a layer, and scores them.</summary>
    /// <param name="vectors">A row for each word of all sentences.</param>
    /// <param name="data">The sentences.</param>
    /// <param name="options">How to train.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="cancellation">Ends the work.</param>
    internal static StructuralScores Probe(ProbeMatrix vectors, ProbedSentences data, StructuralProbingOptions options, int? threads, CancellationToken cancellation)
    {
        var trees = TargetTrees(data.Sentences);
        var test = data.Split.Test.Select(i => trees[i]).ToList();
        var rank = Math.Min(options.Rank, vectors.Columns);
        ITreeGoal[] goals = [new DistanceGoal(), new DepthGoal()];
        var projected = new float[goals.Length][][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, goals.Length, parallel, i =>
        {
            using var probe = new TreeProbe(goals[i], vectors, rank, options.Seed);
            probe.Train([.. data.Split.Training.Select(s => trees[s])], [.. data.Split.Validation.Select(s => trees[s])], options, cancellation);
            projected[i] = [.. test.Select(tree => probe.Project([tree]))];
        });
        return SentenceScore.Combine([.. test.Select((tree, i) => SentenceScore.Of(tree, SquaredDistances(projected[0][i], rank), SquaredLengths(projected[1][i], rank)))], options.Seed);
    }

    private static TargetTree[] TargetTrees(IReadOnlyList<ReadSentence> sentences)
    {
        var (trees, row) = (new TargetTree[sentences.Count], 0);
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = new TargetTree(sentences[i].Tree, row);
            row += trees[i].Length;
        }
        return trees;
    }

    private static StructuralScores LinearChain(IEnumerable<TargetTree> trees, ulong seed) => SentenceScore.Combine(
        [.. trees.Select(tree => SentenceScore.Of(
            tree,
            [.. Enumerable.Range(0, tree.Length * tree.Length).Select(i => (float)Math.Abs(i / tree.Length - i % tree.Length))],
            [.. Enumerable.Range(0, tree.Length).Select(i => (float)i)]))],
        seed);

    private static float[] SquaredLengths(ReadOnlySpan<float> projected, int rank)
    {
        var lengths = new float[projected.Length / rank];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = System.Numerics.Tensors.TensorPrimitives.SumOfSquares(projected.Slice(i * rank, rank));
        return lengths;
    }

    private static float[] SquaredDistances(ReadOnlySpan<float> projected, int rank)
    {
        var words = projected.Length / rank;
        var distances = new float[words * words];
        for (var i = 0; i < words; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var distance = System.Numerics.Tensors.TensorPrimitives.Distance(projected.Slice(i * rank, rank), projected.Slice(j * rank, rank));
                distances[i * words + j] = distances[j * words + i] = distance * distance;
            }
        }
        return distances;
    }
}

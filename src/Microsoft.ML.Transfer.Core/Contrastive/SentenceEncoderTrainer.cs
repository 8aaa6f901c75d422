using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Fine-tunes encoders so that texts which belong together have vectors that lie together (Reimers and Gurevych, 2019). What comes out is a <see cref="TextEmbedder"/> as any other, for a
/// classifier of its own, for search, or for clustering. The same arguments give the same bits on any number of threads.
/// </summary>
public static partial class SentenceEncoderTrainer
{
    /// <summary>
    /// Learns from texts of classes, of which few are enough: pairs are made of them, alike where they are of one class (SetFit, Tunstall et al., 2022). What is kept out is measured by the class of
    /// the nearest text that is trained on.
    /// </summary>
    /// <param name="model">A folder in the Hugging Face layout, plain or of sentence-transformers, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="examples">Texts, each alone, of at least two classes, with at least two texts of each.</param>
    /// <param name="seed">Where the pairs, their order and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults and a single epoch when null. A batch is of pairs.</param>
    /// <param name="contrastive">What is learned; the defaults when null.</param>
    /// <param name="validation">Texts that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or a class has a single text; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static TextEmbedder Train(
        string model, IReadOnlyList<ClassifiedText> examples, ulong seed, FineTuningOptions? options = null, ContrastiveOptions? contrastive = null,
        IReadOnlyList<ClassifiedText>? validation = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(examples);
        (options, contrastive) = (options ?? new FineTuningOptions { Epochs = 1 }, contrastive ?? new ContrastiveOptions());
        CheckTexts(examples, nameof(examples));
        CheckTexts(validation ?? [], nameof(validation));
        var (trained, keptOut) = validation is null ? ExampleSplit.Draw(examples, options.ValidationShare, seed) : (examples, validation);
        CheckClasses(trained, examples);
        return Train(model, options, contrastive, seed, hub, cancellationToken, encoder =>
        {
            var texts = encoder.Tokenize(trained.Select(example => example.Text));
            int[] classes = [.. trained.Select(example => example.Class)];
            var pairs = ContrastivePairs.Draw(classes, contrastive.PairsPerExample, seed, hasNegatives: contrastive.Loss != ContrastiveLoss.MultipleNegativesRanking);
            return new Data(
                contrastive.Loss == ContrastiveLoss.Triplet ? [.. pairs.Chunk(2).Select(Triplet)] : [.. pairs.Select(Pair)],
                [.. encoder.Tokenize(keptOut.Select(example => example.Text)).Zip(keptOut, (text, example) => new ContrastiveExample(text) { Class = example.Class })],
                (kept, embed) => EmbeddingMeasures.NearestNeighbor(embed(kept.Select(example => example.First)), [.. kept.Select(example => example.Class)], embed(texts), classes));

            ContrastiveExample Pair((int First, int Second, bool IsPositive) pair) =>
                new(texts[pair.First]) { Second = texts[pair.Second], Score = pair.IsPositive ? 1f : 0f, Class = classes[pair.First] };

            // Each text's partner of its class is followed by that of another one.
            ContrastiveExample Triplet((int First, int Second, bool IsPositive)[] both) => Pair(both[0]) with { Negative = texts[both[1].Second] };
        });
    }

    /// <summary>
    /// Learns from pairs of texts. What is kept out is measured by Spearman's correlation of cosines and scores; with <see cref="ContrastiveLoss.MultipleNegativesRanking"/> by the share of the first
    /// texts whose own second one is the nearest, with <see cref="ContrastiveLoss.Triplet"/> by that of those whose second one is nearer than the text that does not belong to it.
    /// </summary>
    /// <param name="model">A folder in the Hugging Face layout, plain or of sentence-transformers, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="pairs">The pairs; of score 1 only, but with <see cref="ContrastiveLoss.CosineSimilarity"/>, and each with a hard negative with <see cref="ContrastiveLoss.Triplet"/>.</param>
    /// <param name="seed">Where the order of the pairs and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults and a single epoch when null.</param>
    /// <param name="contrastive">What is learned; the defaults when null.</param>
    /// <param name="validation">Pairs that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="pairs"/>.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no pairs, or a score is not what it should be; the message names the pair.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static TextEmbedder Train(
        string model, IReadOnlyList<SentencePair> pairs, ulong seed, FineTuningOptions? options = null, ContrastiveOptions? contrastive = null,
        IReadOnlyList<SentencePair>? validation = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(pairs);
        (options, contrastive) = (options ?? new FineTuningOptions { Epochs = 1 }, contrastive ?? new ContrastiveOptions());
        if (pairs.Count == 0)
            throw new ArgumentException("There are no pairs to train on.", nameof(pairs));
        CheckScores(pairs, contrastive.Loss, nameof(pairs));
        CheckScores(validation ?? [], contrastive.Loss, nameof(validation));
        var (trained, keptOut) = validation is null ? ExampleSplit.Draw(pairs, options.ValidationShare, seed) : (pairs, validation);
        return Train(model, options, contrastive, seed, hub, cancellationToken, encoder => new Data(
            Read(encoder, trained),
            Read(encoder, keptOut),
            (kept, embed) =>
            {
                var (first, second) = (embed(kept.Select(example => example.First)), embed(kept.Select(example => example.Second!.Value)));
                return contrastive.Loss switch
                {
                    ContrastiveLoss.CosineSimilarity => EmbeddingMeasures.Graded(first, second, [.. kept.Select(example => example.Score)]),
                    ContrastiveLoss.MultipleNegativesRanking => EmbeddingMeasures.Retrieval(first, second, kept.Count, contrastive.Scale),
                    _ => EmbeddingMeasures.Triplets(first, second, embed(kept.Select(example => example.Negative!.Value)), kept.Count, contrastive.Margin),
                };
            }));
    }

    private static TextEmbedder Train(
        string model, FineTuningOptions options, ContrastiveOptions contrastive, ulong seed, HubOptions? hub, CancellationToken cancellation, Func<TrainedEmbedder, Data> read)
    {
        var encoder = TrainedEmbedder.LoadNew(model, options, contrastive, seed, hub);
        try
        {
            var data = read(encoder);
            var task = new ContrastiveTask(encoder, new ContrastiveObjective(encoder, contrastive), data.Measure);
            var settings = new ContrastiveTrainingOptions(options, contrastive);
            return encoder.ToEmbedder(TunedTraining.Run(encoder.Tuned, task, data.Training, data.Validation, settings, seed, cancellation));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private static ContrastiveExample[] Read(TrainedEmbedder encoder, IReadOnlyList<SentencePair> pairs)
    {
        // All texts at once, so that equal ones are computed once in a batch.
        var texts = encoder.Tokenize(pairs.SelectMany(pair => new[] { pair.First, pair.Second, pair.HardNegative }));
        return
        [
            .. pairs.Select((pair, i) => new ContrastiveExample(texts[3 * i])
            {
                Second = texts[3 * i + 1],
                Negative = pair.HardNegative is null ? null : texts[3 * i + 2],
                Score = pair.Score,
            }),
        ];
    }

    private static void CheckTexts(IReadOnlyList<ClassifiedText> examples, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if (examples[i].Class < 0)
                throw new ArgumentException($"Example {i} has the class {examples[i].Class}; classes are numbered from 0.", parameter);
            if (examples[i].Pair is not null)
                throw new ArgumentException($"Example {i} is a pair of texts; a sentence encoder embeds texts one by one.", parameter);
        }
    }

    private static void CheckClasses(IReadOnlyList<ClassifiedText> trained, IReadOnlyList<ClassifiedText> examples)
    {
        if (trained.Count == 0)
            throw new ArgumentException("There are no examples to train on.", nameof(examples));
        var sizes = trained.GroupBy(example => example.Class).ToList();
        if (sizes.Count < 2)
            throw new ArgumentException($"All {trained.Count} examples have the class {trained[0].Class}; a sentence encoder needs at least two classes to tell apart.", nameof(examples));
        if (sizes.Find(group => group.Count() < 2) is { } single)
        {
            var why = trained.Count == examples.Count ? "" : $" ({examples.Count - trained.Count} of {examples.Count} examples are kept out for validation)";
            throw new ArgumentException($"The class {single.Key} has a single example to train on{why}; each class needs at least two, to make a pair of.", nameof(examples));
        }
    }

    private static void CheckScores(IReadOnlyList<SentencePair> pairs, ContrastiveLoss loss, string parameter)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            if (!(pairs[i].Score is >= -1 and <= 1))
                throw new ArgumentException(FormattableString.Invariant($"Pair {i} has the score {pairs[i].Score}; scores are cosines, from -1 to 1: divide scores from 0 to 5 by 5."), parameter);
            if (loss == ContrastiveLoss.Triplet && pairs[i].HardNegative is null)
                throw new ArgumentException($"Pair {i} has no hard negative; {loss} learns from a text that belongs to the first one and one that does not.", parameter);
            if (loss != ContrastiveLoss.CosineSimilarity && pairs[i].Score != 1)
                throw new ArgumentException(FormattableString.Invariant($"Pair {i} has the score {pairs[i].Score}; {loss} learns from pairs that belong together, of score 1. Take {ContrastiveLoss.CosineSimilarity} for graded pairs."), parameter);
        }
    }

    /// <summary>What is learned from, and how it is measured.</summary>
    private sealed record Data(
        IReadOnlyList<ContrastiveExample> Training, IReadOnlyList<ContrastiveExample> Validation, Func<IReadOnlyList<ContrastiveExample>, Func<IEnumerable<TextWindow>, float[]>, ValidationResult> Measure);
}

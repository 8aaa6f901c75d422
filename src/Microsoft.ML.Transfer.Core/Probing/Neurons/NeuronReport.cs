using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Whether what a probe reads from a layer is carried by few dimensions or by many: the probe is trained and the dimensions are ranked on some rows, and the rest are scored with dimensions ablated in the
/// order of each ranking, and in a random order to compare with.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="ByWeight">The dimensions, ranked by the weights of the probe.</param>
/// <param name="ByAblation">The dimensions, ranked by what each alone is worth.</param>
/// <param name="WeightCurve">What is left of the accuracy in the order of <paramref name="ByWeight"/>.</param>
/// <param name="AblationCurve">In the order of <paramref name="ByAblation"/>.</param>
/// <param name="RandomCurve">In a random order.</param>
public sealed partial record NeuronReport(
    int Layer, IReadOnlyList<RankedNeuron> ByWeight, IReadOnlyList<RankedNeuron> ByAblation, IReadOnlyList<NeuronAblation> WeightCurve, IReadOnlyList<NeuronAblation> AblationCurve,
    IReadOnlyList<NeuronAblation> RandomCurve)
    : ProbingReport
{
    /// <summary>The task, such as <c>upos</c>; empty where it was not said.</summary>
    public string Task { get; init; } = "";

    /// <summary>The encoder; empty where it was not said.</summary>
    public string Model { get; init; } = "";

    /// <summary>How many rows were scored.</summary>
    public required int TestRows { get; init; }

    /// <summary>Trains a linear probe on a layer and ranks its dimensions.</summary>
    /// <param name="layer">The layer, for the report.</param>
    /// <param name="x">Its vectors.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="groups">The group of each, such as the sentence: groups are kept whole.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="probe">The probe, which must be a linear one; logistic regression when null.</param>
    /// <param name="seed">Decides what is trained on and the random order.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    /// <exception cref="ArgumentException">There are not as many labels or groups as vectors, fewer than three groups, or the probe is not linear.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static NeuronReport Measure(
        int layer, ProbeMatrix x, ReadOnlyMemory<int> labels, ReadOnlyMemory<int> groups, int classes, IProbe? probe = null, ulong seed = 1, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (labels.Length != x.Rows || groups.Length != x.Rows)
            throw new ArgumentException($"There are {labels.Length} labels and {groups.Length} groups for {x.Rows} vectors; each needs one.", nameof(labels));
        // A third trains the probe, a third ranks, a third is scored: none is judged by what it was made of.
        var folds = GroupedFolds.Create(groups.Span, 3, seed);
        var (train, rank, test) = (folds.Test(0), folds.Test(1), folds.Test(2));
        probe ??= new LogisticRegressionProbe();
        var fitted = probe.Fit(x.Select(train), Of(train), classes, threads: threads, cancellation: cancellation) as ILinearProbe
            ?? throw new ArgumentException($"The probe '{probe.Name}' is not linear, so that its dimensions have no weights.", nameof(probe));
        var (ranked, scored, scoredLabels) = (x.Select(rank), x.Select(test), Of(test));
        var byWeight = NeuronRanking.ByWeight(fitted, ranked);
        var byAblation = NeuronRanking.ByAblation(fitted, ranked, Of(rank), threads, cancellation);
        var random = new CounterRandom(seed, CounterRandom.StreamOf("neurons"));
        RankedNeuron[] anyOrder = [.. Enumerable.Range(0, x.Columns).OrderBy(neuron => random.Bits((uint)neuron)).Select(neuron => new RankedNeuron(neuron, 0))];
        var counts = Counts(x.Columns);
        return new NeuronReport(layer, byWeight, byAblation, Curve(byWeight), Curve(byAblation), Curve(anyOrder)) { TestRows = test.Length };

        int[] Of(int[] rows) => Array.ConvertAll(rows, row => labels.Span[row]);

        IReadOnlyList<NeuronAblation> Curve(IReadOnlyList<RankedNeuron> ranking) => NeuronRanking.Ablate(fitted, scored, scoredLabels, ranking, counts);
    }

    /// <summary>Computes the vectors of a layer, trains a linear probe on them and ranks their dimensions.</summary>
    /// <param name="model">The encoder with its tokenizer.</param>
    /// <param name="data">What is to be predicted.</param>
    /// <param name="layer">The layer: 0 is the embeddings, −1 the last.</param>
    /// <param name="extraction">How the vectors are taken; its layers do not count.</param>
    /// <param name="probe">The probe, which must be a linear one; logistic regression when null.</param>
    /// <param name="seed">Decides what is trained on and the random order.</param>
    /// <param name="threads">How many threads train and rank; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    /// <exception cref="ArgumentException">The encoder has no such layer, there are fewer than three groups, or the probe is not linear.</exception>
    /// <exception cref="NotSupportedException">Words are looked at, and the tokenizer does not say which words tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static NeuronReport Measure(
        TextEmbedder model, ProbeData data, int layer, ExtractionOptions? extraction = null, IProbe? probe = null, ulong seed = 1, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        using var store = LayerProbing.Extract(model, data, (extraction ?? new ExtractionOptions()) with { Layers = layer == -1 ? Layers.Last : Layers.At(layer) }, cancellation);
        var rows = ProbedRows.Of(data, store);
        var number = store.Layers[0];
        return Measure(number, rows.Read(store, number, new RowBuffer()), rows.Labels, rows.Groups, data.ClassNames.Count, probe, seed, threads, cancellation) with { Task = data.Task, Model = model.PortableName };
    }

    // 0, 1, 2, 4, … and all.
    private static int[] Counts(int columns)
    {
        var counts = new List<int> { 0 };
        for (var count = 1; count < columns; count *= 2)
            counts.Add(count);
        return [.. counts, columns];
    }
}

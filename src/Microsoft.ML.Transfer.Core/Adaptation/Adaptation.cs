using System.Globalization;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer;

/// <summary>
/// How much of a pre-trained model is adapted to a task, and in what order: all of it, a part, or small modules that are put into it while the rest stays as it was. The task's
/// own head is always trained. Immutable, compared by value; <see cref="ToString"/> and <see cref="Parse"/> are each other's inverse.
/// </summary>
public sealed record Adaptation
{
    private const int Most = 1 << 16;

    private Adaptation(AdaptationMethod method) => Method = method;

    /// <summary>Everything is trained: embeddings, all layers and the head (Devlin et al., 2019).</summary>
    public static Adaptation Full { get; } = new(new FullTraining());

    /// <summary>The head alone, and the pooler where it reads one: a linear probe, which is fast, and says what the encoder knows already.</summary>
    public static Adaptation HeadOnly { get; } = new(new TopLayers(0));

    /// <summary>The biases and the head (BitFit; Ben Zaken et al., 2022). Not for models without biases.</summary>
    public static Adaptation BitFit { get; } = new(new BiasTraining());

    /// <summary>
    /// Learned factors of the keys, the values and the activations inside the feed-forward layers (IA³; Liu et al., 2022), which start at 1. They are multiplied into the weights when the
    /// training is done.
    /// </summary>
    public static Adaptation Scaling { get; } = new(new LearnedScaling());

    /// <summary>The head and the last layers, which are the most particular to the task the encoder was trained for (Howard and Ruder, 2018).</summary>
    /// <param name="count">How many layers, from 1 to 65536; all but the embeddings where the encoder has no more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static Adaptation Top(int count) => new(new TopLayers(Counted(count, nameof(count))));

    /// <summary>
    /// A product of two small matrices beside each chosen matrix of weights (LoRA; Hu et al., 2021): x Wᵀ + b + (alpha / rank) · x Aᵀ Bᵀ, where B starts at 0, so that the model starts
    /// unchanged. The products are added to the weights when the training is done.
    /// </summary>
    /// <param name="rank">The rows of A, from 1 to 65536.</param>
    /// <param name="alpha">The factor of the product, times the rank; above 0.</param>
    /// <param name="dropout">The probability with which a number that A reads is set to 0 in training, at least 0 and below 1.</param>
    /// <param name="targets">
    /// Which linear layers of the encoder: patterns of their paths, separated by commas. A pattern is held against the last parts of a path, as many as it has itself; <c>*</c> stands for
    /// any characters of a part. <c>query,value</c> is what the paper takes; <c>attention/*</c> is all of the attention; <c>*</c> is every linear layer.
    /// </param>
    /// <exception cref="ArgumentException">The patterns are empty, or hold a character that no path has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static Adaptation LowRank(int rank = 8, float alpha = 16f, float dropout = 0f, string targets = LowRankUpdates.DefaultTargets)
    {
        Counted(rank, nameof(rank));
        if (!(alpha > 0 && float.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The factor must be above 0.");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "The probability of dropout must be at least 0 and below 1.");
        return new(new LowRankUpdates(rank, alpha, dropout, TargetPatterns.Parse(targets)));
    }

    /// <summary>
    /// A small network after each branch of each layer, down to a few numbers and up again, added to what the branch gives (bottleneck adapters; Houlsby et al., 2019). The way up
    /// starts at 0, so that the model starts unchanged. The normalisations of the layers are trained too, as in the paper.
    /// </summary>
    /// <param name="size">The width of the network, from 1 to 65536.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside its range.</exception>
    public static Adaptation Bottleneck(int size = 64) => new(new BottleneckAdapters(Counted(size, nameof(size))));

    /// <summary>Learned keys and values before those of each sequence, in every layer (prefix tuning; Li and Liang, 2021). Not for attention that is causal, local, or goes by distances.</summary>
    /// <param name="length">How many, from 1 to 65536.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static Adaptation Prefix(int length = 16) => new(new PrefixTuning(Counted(length, nameof(length))));

    /// <summary>Learned vectors before the embeddings of each sequence, which its tokens attend to (prompt tuning; Lester et al., 2021). Not for attention that is local.</summary>
    /// <param name="length">How many, from 1 to 65536.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static Adaptation Prompt(int length = 16) => new(new PromptTuning(Counted(length, nameof(length))));

    /// <summary>What is trained, and what is put into the model for it.</summary>
    internal AdaptationMethod Method { get; private init; }

    /// <summary>The factor of the learning rate from a layer to the one below it; 1 where all learn alike.</summary>
    internal float LayerDecay { get; private init; } = 1f;

    /// <summary>Whether layers join the training one after the other.</summary>
    internal bool UnfreezesGradually { get; private init; }

    /// <summary>The epochs in which the head is trained alone before the rest.</summary>
    internal int ProbeEpochs { get; private init; }

    /// <summary>
    /// The same with discriminative learning rates (Howard and Ruder, 2018): the head learns at the full rate, the last layer at <paramref name="factor"/> times that, the layer below at
    /// its square, and so on down to the embeddings.
    /// </summary>
    /// <param name="factor">Above 0 and at most 1; the paper takes 1/2.6, 0.9 to 0.95 is usual for transformers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The head alone is trained.</exception>
    public Adaptation WithLayerDecay(float factor)
    {
        if (factor is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor from one layer to the next must be above 0 and at most 1.");
        return ThatHasLayers() with { LayerDecay = factor };
    }

    /// <summary>The same with gradual unfreezing (Howard and Ruder, 2018): the head alone in the first epoch, then with each epoch one more layer from the top.</summary>
    /// <exception cref="InvalidOperationException">The head alone is trained.</exception>
    public Adaptation WithGradualUnfreezing() => ThatHasLayers() with { UnfreezesGradually = true };

    /// <summary>The same after epochs in which the head is trained alone, so that a head of random numbers does not pull at what the encoder knows (Kumar et al., 2022).</summary>
    /// <param name="epochs">How many, from 1 to 65536; those of the options follow them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The head alone is trained.</exception>
    public Adaptation AfterProbe(int epochs = 1) => ThatHasLayers() with { ProbeEpochs = Counted(epochs, nameof(epochs)) };

    /// <summary>
    /// Reads a text: <c>all</c>, <c>head</c>, <c>top:2</c>, <c>bitfit</c>, <c>lora:8</c>, <c>adapters:64</c>, <c>prefix:16</c>, <c>prompt:16</c> or <c>ia3</c>, then where wanted
    /// <c>+decay:0.9</c>, <c>+unfreeze</c>, <c>+probe:1</c>. LoRA takes more: <c>lora:8:alpha=16:dropout=0.1:targets=query,value</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is none of them; the message says what is.</exception>
    public static Adaptation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AdaptationText.Parse(text);
    }

    /// <summary>The text that <see cref="Parse"/> reads as this adaptation.</summary>
    public override string ToString() => AdaptationText.Write(this);

    /// <summary>Whether the head is all that is trained.</summary>
    internal bool IsHeadOnly => Method is TopLayers { Count: 0 };

    /// <summary>The usual learning rate for an encoder of some width.</summary>
    internal double LearningRate(int width) => Method.LearningRate(width);

    /// <summary>What is trained one after the other.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="epochs">The epochs after the probe.</param>
    /// <exception cref="NotSupportedException">The architecture cannot be adapted so.</exception>
    internal IReadOnlyList<AdaptationPhase> Phases(EncoderConfig config, int epochs)
    {
        Check(config);
        var phases = new List<AdaptationPhase>();
        if (ProbeEpochs > 0)
            phases.Add(new AdaptationPhase(ProbeEpochs, RateFactor(config, deepest: 0), IsHeadOnly: true));
        var last = UnfreezesGradually ? Math.Min(epochs - 1, Method.Deepest(config)) : 0;
        for (var depth = 0; depth < last; depth++)
            phases.Add(new AdaptationPhase(1, RateFactor(config, depth), IsHeadOnly: depth == 0));
        phases.Add(new AdaptationPhase(epochs - last, RateFactor(config, UnfreezesGradually ? last : int.MaxValue), IsHeadOnly || (UnfreezesGradually && last == 0)));
        return phases;
    }

    /// <exception cref="NotSupportedException">The architecture cannot be adapted so.</exception>
    internal void Check(EncoderConfig config)
    {
        if (config.Sharing is not null && (UnfreezesGradually || LayerDecay != 1f))
            throw new NotSupportedException($"The layers of models of type '{config.ModelType}' share their parameters; they cannot have a learning rate each, nor join the training one by one.");
        Method.Check(config);
    }

    private Func<ParameterPath, float>? RateFactor(EncoderConfig config, int deepest)
    {
        if (Method is FullTraining && LayerDecay == 1f && deepest == int.MaxValue)
            return null;
        return path =>
        {
            var depth = LayerDepth.Of(path, config);
            return depth <= deepest && Method.Trains(path, config) ? (float)Math.Pow(LayerDecay, depth) : 0f;
        };
    }

    private Adaptation ThatHasLayers() => IsHeadOnly ? throw new InvalidOperationException("The head alone is trained: there are no layers that could learn more slowly or later.") : this;

    /// <summary>What is larger than any model could use is a mistake, or comes from a damaged file.</summary>
    private static int Counted(int value, string name) =>
        value is >= 1 and <= Most ? value : throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"Expected from 1 to {Most}."));
}

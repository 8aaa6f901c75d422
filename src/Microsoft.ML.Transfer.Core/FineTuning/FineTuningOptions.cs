using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>How a model is fine-tuned. Immutable; each range is checked where the value is set. Change a copy with <c>with</c>.</summary>
public record FineTuningOptions
{
    /// <summary>How often each example has its turn, at least 1. 4 by default: Devlin et al. (2019) take 2 to 4, Turc et al. (2019) take 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Epochs
    {
        get;
        init => field = Require(value, value >= 1, nameof(Epochs), "must be at least 1");
    } = 4;

    /// <summary>How many texts make a step, at least 1. 16 by default: Devlin et al. (2019) take 16 or 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchSize
    {
        get;
        init => field = Require(value, value >= 1, nameof(BatchSize), "must be at least 1");
    } = 16;

    /// <summary>
    /// The highest learning rate, above 0. Where null, by the size of the model: 3e-5 for encoders of width 768 and more (Devlin et al., 2019, take 2e-5 to 5e-5), 1e-4 from
    /// width 384, 3e-4 below (Turc et al., 2019, for compact models); 1e-3 where the head alone is trained, and that of its paper for each other <see cref="Adaptation"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double? LearningRate
    {
        get;
        init => field = Require(value, value is null || (value > 0 && double.IsFinite(value.Value)), nameof(LearningRate), "must be above 0; 2e-5 to 5e-5 is usual for models of the size of BERT-base");
    }

    /// <summary>
    /// Which rates are tried before the training, to take the one at which the loss falls fastest (Smith, 2017) where <see cref="LearningRate"/> is null; null to try none. The weights are
    /// as before afterwards.
    /// </summary>
    public LearningRateSearch? LearningRateSearch { get; init; }

    /// <summary>The part of all steps in which the learning rate rises from 0, from 0 to 1. 0.1 by default, as in BERT; then it falls to 0 in a straight line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double WarmupShare
    {
        get;
        init => field = Require(value, value is >= 0 and <= 1, nameof(WarmupShare), "must be from 0 to 1");
    } = 0.1;

    /// <summary>The decay of the matrices' weights, at least 0. 0.01 by default, as in BERT.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float WeightDecay
    {
        get;
        init => field = Require(value, value >= 0 && float.IsFinite(value), nameof(WeightDecay), "must be at least 0");
    } = 0.01f;

    /// <summary>The probability with which an activation is set to 0 between the layers, from 0 to below 1. 0.1 by default, as in BERT.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float Dropout
    {
        get;
        init => field = Require(value, value is >= 0 and < 1, nameof(Dropout), "must be at least 0 and below 1");
    } = 0.1f;

    /// <summary>How the learning rate goes on after the warm-up: to 0 in a straight line by default, as in BERT.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public LearningRateDecay Decay
    {
        get;
        init => field = Require(value, Enum.IsDefined(value), nameof(Decay), "must be None, Linear, Cosine or Polynomial");
    } = LearningRateDecay.Linear;

    /// <summary>How the weights follow their gradients; where null, AdamW with <see cref="WeightDecay"/>.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>The norm of all gradients together above which they are scaled down to it, above 0; null for none. 1 by default, as in BERT.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public double? ClippingNorm
    {
        get;
        init => field = Require(value, value is null or > 0, nameof(ClippingNorm), "must be above 0");
    } = 1.0;

    /// <summary>How many batches make a step, at least 1; their gradients are added up, so that the step is that of one batch of all their examples. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchesPerStep
    {
        get;
        init => field = Require(value, value >= 1, nameof(BatchesPerStep), "must be at least 1");
    } = 1;

    /// <summary>What keeps the weights near where they began, so that the model does not forget what it knew; null for nothing.</summary>
    public ForgettingPenalty? Penalty { get; init; }

    /// <summary>Texts that are rehearsed in the steps of the training, so that the model does not forget what it knew of language; null for none. The checkpoint must have a head for masked tokens.</summary>
    public TextReplay? Replay { get; init; }

    /// <summary>Whether the summary and the model card say how far each part of the model went from where it began. It takes the memory of a copy of the weights.</summary>
    public bool ReportsForgetting { get; init; }

    /// <summary>
    /// Texts in which masked tokens are predicted before and after the training, for the report of what was forgotten; null for none. The checkpoint must have a head for masked
    /// tokens. Has a meaning only with <see cref="ReportsForgetting"/>.
    /// </summary>
    public IReadOnlyList<string>? ForgettingTexts { get; init; }

    /// <summary>Whether the activations of each layer are computed again in the backward pass: about a third more time for much less memory.</summary>
    public bool RecomputesLayers { get; init; }

    /// <summary>Whether the examples of rare classes count for more, where one class of several is learned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public ClassWeighting ClassWeighting
    {
        get;
        init => field = Require(value, Enum.IsDefined(value), nameof(ClassWeighting), "must be None or Balanced");
    }

    /// <summary>
    /// How much of the target goes to all classes alike, or to yes and no alike for each of several labels, at least 0 and below 1; 0 by default (Szegedy et al., 2016). It has no
    /// meaning where numbers are learned.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float LabelSmoothing
    {
        get;
        init => field = Require(value, value is >= 0 and < 1, nameof(LabelSmoothing), "must be at least 0 and below 1");
    }

    /// <summary>The most tokens of a text, or of a pair together, special tokens included, at least 1; the model's own limit where null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaximumLength
    {
        get;
        init => field = Require(value, value is null or >= 1, nameof(MaximumLength), "must be at least 1");
    }

    /// <summary>
    /// The part of the examples that is kept out of the training, at least 0 and below 1: they are predicted after each epoch, and the weights of the best epoch are
    /// kept. 0 by default: all are trained on and the last weights are kept.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double ValidationShare
    {
        get;
        init => field = Require(value, value is >= 0 and < 1, nameof(ValidationShare), "must be at least 0 and below 1");
    }

    /// <summary>
    /// After how many epochs in which nothing became better the training ends, at least 1; null for never. It goes by the examples that are kept out, and without any has no
    /// meaning.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Patience
    {
        get;
        init => field = Require(value, value is null or >= 1, nameof(Patience), "must be at least 1");
    }

    /// <summary>
    /// A folder in which the training writes down how far it is, after each epoch and when it is cancelled; null for none. A training with the same model, examples, options and
    /// seed goes on from there, and ends with the same bits as without the interruption.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? CheckpointFolder
    {
        get;
        init => field = Require(value, value is null or not "", nameof(CheckpointFolder), "cannot be empty");
    }

    /// <summary>After how many steps it is written down too, at least 1; null for after each epoch only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? CheckpointSteps
    {
        get;
        init => field = Require(value, value is null or >= 1, nameof(CheckpointSteps), "must be at least 1");
    }

    /// <summary>How much of the model is trained, and in what order; everything at once by default.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Adaptation Adaptation
    {
        get;
        init => field = value ?? throw Null(nameof(Adaptation));
    } = Adaptation.Full;

    /// <summary>How many threads compute, in training and later, at least 1; as many as there are processors where null. The results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Threads
    {
        get;
        init => field = Require(value, value is null or >= 1, nameof(Threads), "must be at least 1");
    }

    /// <summary>Told of each step after it was taken, on the thread that trains; null for nobody.</summary>
    public Action<FineTuningProgress>? Progress { get; init; }

    /// <summary>
    /// Told before the training starts how long it will take and how much memory it needs; null for nobody. It is measured on a few steps that leave the weights as they are. An
    /// exception that it throws ends the training before it starts.
    /// </summary>
    public Action<FineTuningEstimate>? Estimate { get; init; }

    /// <summary>The stretches of the training, one after the other.</summary>
    internal IReadOnlyList<AdaptationPhase> Phases(EncoderConfig config) => Adaptation.Phases(config, Epochs);

    /// <summary>Everything in a line that the bits of a training depend on; threads and progress are not among it.</summary>
    internal virtual string TrainingSettings() => FormattableString.Invariant(
        $"{Epochs} {BatchSize} {BatchesPerStep} {LearningRate:R} {LearningRateSearch} {WarmupShare:R} {Decay} {WeightDecay:R} {Optimizer} {ClippingNorm:R} {Dropout:R} {LabelSmoothing:R} {ClassWeighting} {MaximumLength} {ValidationShare:R} {Patience} {Adaptation} {Penalty} {Replay?.Settings()}");

    internal double LearningRateFor(int width, AdaptationPhase phase) => LearningRate ?? (phase.IsHeadOnly ? Adaptation.HeadOnly : Adaptation).LearningRate(width);

    private static ArgumentNullException Null(string name) => new(name);

    private protected static T Require<T>(T value, bool holds, string name, string rule) => holds ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
}

/// <summary>How much the examples of a class count.</summary>
public enum ClassWeighting
{
    /// <summary>All the same.</summary>
    None,

    /// <summary>In inverse proportion to how many there are of the class, so that all classes count the same together.</summary>
    Balanced,
}

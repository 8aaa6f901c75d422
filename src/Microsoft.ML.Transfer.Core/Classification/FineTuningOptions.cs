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

    /// <summary>How much of the target goes to all classes alike, at least 0 and below 1; 0 by default (Szegedy et al., 2016).</summary>
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

    internal double LearningRateFor(int width) => LearningRate ?? Adaptation.LearningRate(width);

    private static ArgumentNullException Null(string name) => new(name);

    private static T Require<T>(T value, bool holds, string name, string rule) => holds ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
}

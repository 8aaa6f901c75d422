using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>
/// How a pre-trained encoder goes on learning from the texts of a domain or of a task (DAPT and TAPT; Gururangan et al., 2020): at a low rate, with dropout, in few passes, so that it gains there
/// and forgets little elsewhere. Immutable.
/// </summary>
public sealed record DomainAdaptationOptions
{
    /// <summary>How often the texts are read, above 0; parts of a pass count. 5 by default: 1 is enough for many millions of tokens, and 100 were found good for the few texts of a single task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double Passes
    {
        get;
        init => field = OptionRange.Checked(value, value > 0 && double.IsFinite(value), "must be above 0");
    } = 5;

    /// <summary>The highest learning rate, above 0; when null 1e-4 for vectors of 768 numbers, more for shorter and less for longer ones, in proportion, up to 1e-3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double? LearningRate
    {
        get;
        init => field = OptionRange.Checked(value, value is null || (value > 0 && double.IsFinite(value.Value)), "must be above 0");
    }

    /// <summary>In which part of the steps, at the beginning, the rate rises from 0, from 0 to 1; it falls to 0 again in the others, in a straight line. 0.06 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double WarmupShare
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and <= 1, "must be from 0 to 1");
    } = 0.06;

    /// <summary>The probability with which an activation is set to 0, from 0 to below 1. 0.1 by default: texts are read several times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float Dropout
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and < 1, "must be from 0 to below 1");
    } = 0.1f;

    /// <summary>How weights decay, at least 0. 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float WeightDecay
    {
        get;
        init => field = OptionRange.Checked(value, value >= 0 && float.IsFinite(value), "must be at least 0");
    } = 0.01f;

    /// <summary>How many tokens make a step, at least 1; when null 2,048, or fewer where that would make less than 100 steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int? TokensPerStep
    {
        get;
        init => field = OptionRange.Checked(value, value is null or >= 1, "must be at least 1");
    }

    /// <summary>How many tokens the longest passage has, at least 16; less where the model takes less or there is less text. 256 by default. Half of the passages are a quarter of that, or an eighth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int BlockLength
    {
        get;
        init => field = OptionRange.Checked(value, value >= DomainPlan.ShortestPassage, $"must be at least {DomainPlan.ShortestPassage}");
    } = 256;

    /// <summary>Which tokens are predicted.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public MaskingOptions Masking
    {
        get;
        init => field = value ?? throw Null(nameof(Masking));
    } = new();

    /// <summary>
    /// How many words the vocabulary is extended by at most, at least 0: the most frequent ones of the domain that the tokenizer splits. Their vectors begin as the mean of those of their
    /// pieces. 0 by default. It takes many texts to learn good vectors for them; with few, the old pieces serve better.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int NewWords
    {
        get;
        init => field = OptionRange.Checked(value, value >= 0, "must be at least 0");
    }

    /// <summary>How often a word occurs at least to come into the vocabulary, at least 1. 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int MinimumWordCount
    {
        get;
        init => field = OptionRange.Checked(value, value >= 1, "must be at least 1");
    } = 5;

    /// <summary>Which part of what is read is general text, against forgetting, from 0 to below 1; 0 by default, which only measures general texts that are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double ReplayShare
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and < 1, "must be from 0 to below 1");
    }

    /// <summary>Which part of the texts is not trained on but measured, from 0, which measures nothing, to below 1. Equal texts are on the same side. 0.05 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double HeldOutShare
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and < 1, "must be from 0 to below 1");
    } = 0.05;

    /// <summary>How many of these texts are measured at most, at least 1. 500 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int MeasuredTexts
    {
        get;
        init => field = OptionRange.Checked(value, value >= 1, "must be at least 1");
    } = 500;

    /// <summary>After how many steps to write down how far the training is, where it has a folder for that, at least 1. 200 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int CheckpointSteps
    {
        get;
        init => field = OptionRange.Checked(value, value >= 1, "must be at least 1");
    } = 200;

    /// <summary>Where everything random comes from: the same seed, texts and options give the same model bit for bit, on any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads compute, at least 1; null for as many as there are processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int? Threads
    {
        get;
        init => field = OptionRange.Checked(value, value is null or >= 1, "must be at least 1");
    }

    /// <summary>Told of each step on the thread that trains.</summary>
    public Action<PretrainingProgress>? Progress { get; init; }

    private static ArgumentNullException Null(string property) => new(property);
}

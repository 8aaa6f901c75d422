using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How a language model is trained on texts without labels. The defaults are for a small model from a random start on a processor.</summary>
public sealed record PretrainingOptions
{
    private const int ShortestPassage = 8;

    /// <summary>How many tokens are read in all, special tokens included; at least one step. A training that stopped goes on with another number too.</summary>
    public long Tokens { get; init; } = 50_000_000;

    /// <summary>How many tokens make a step; small steps learn more from few tokens.</summary>
    public int TokensPerStep { get; init; } = 2048;

    /// <summary>How many tokens a block of text has, which stays together: the longest passage, at most the positions of the model.</summary>
    public int BlockLength { get; init; } = 256;

    /// <summary>
    /// Into how many passages a block is split, each number as likely as the others; repeat a number to make it likelier. Those that leave fewer than 8 tokens for a passage are passed over.
    /// </summary>
    public IReadOnlyList<int> Splits { get; init; } = [1, 2, 4, 4, 8];

    /// <summary>Which tokens are predicted by a masked language model; others do not use it.</summary>
    public MaskingOptions Masking { get; init; } = new();

    /// <summary>What the vectors of passages are trained to beside the prediction of masked tokens; other language models do not use it.</summary>
    public SentenceObjective SentenceObjective { get; init; }

    /// <summary>The weight of that loss beside the one of masked tokens, at least 0.</summary>
    public float SentenceWeight { get; init; } = 0.1f;

    /// <summary>What cosines of passages are multiplied by before their softmax, above 0: 1/temperature.</summary>
    public float SentenceScale { get; init; } = 20f;

    /// <summary>The highest learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>After how many tokens the learning rate is at its highest.</summary>
    public long WarmupTokens { get; init; } = 400_000;

    /// <summary>
    /// The part of the tokens, at the end, in which the learning rate falls to 0 in a straight line, from 0 to 1. Before it the rate stays, so that a training can be made longer (Hu et al., 2024).
    /// </summary>
    public double DecayShare { get; init; } = 0.2;

    /// <summary>How weights decay.</summary>
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>The norm of all gradients together above which they are scaled down to it.</summary>
    public double ClippingNorm { get; init; } = 1;

    /// <summary>The probability with which an activation is set to 0: none, for texts that are read few times.</summary>
    public float Dropout { get; init; }

    /// <summary>The decay of the moving average of the weights, which is what is saved, for each step; from 0, which is no average, to below 1.</summary>
    public float AveragingDecay { get; init; } = 0.999f;

    /// <summary>Where everything random comes from: the same seed, texts and options give the same model bit for bit, on any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads compute; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>After how many steps to write down how far the training is.</summary>
    public int CheckpointSteps { get; init; } = 500;

    /// <summary>After how many steps to measure the texts that are not trained on.</summary>
    public int EvaluationSteps { get; init; } = 1000;

    /// <summary>How many blocks of those texts are measured.</summary>
    public int EvaluationBlocks { get; init; } = 200;

    /// <summary>Told of each step on the thread that trains.</summary>
    public Action<PretrainingProgress>? Progress { get; init; }

    /// <summary>The splits that leave passages of a sensible length.</summary>
    internal IReadOnlyList<int> UsedSplits => [.. Splits.Where(split => BlockLength / split >= ShortestPassage)];

    /// <summary>How many steps there are.</summary>
    internal int Steps => (int)Math.Clamp(Tokens / TokensPerStep, 1, int.MaxValue);

    /// <summary>Everything that the bits of a step depend on but its number.</summary>
    internal string Settings() => FormattableString.Invariant(
        $"{Seed} {TokensPerStep} {BlockLength} {string.Join(',', Splits)} {Masking.Rate:R} {Masking.MaskShare:R} {Masking.RandomShare:R} {Masking.WholeWords} {SentenceObjective} {SentenceWeight:R} {SentenceScale:R} {LearningRate:R} {WarmupTokens} {WeightDecay:R} {ClippingNorm:R} {Dropout:R} {AveragingDecay:R}");

    internal LearningRateSchedule Schedule()
    {
        var warmup = (int)Math.Min(Steps, WarmupTokens / TokensPerStep);
        return new LearningRateSchedule(LearningRate, LearningRateDecay.Linear) { WarmupSteps = warmup, HeldSteps = Math.Max(0, (int)(Steps * (1 - DecayShare)) - warmup) };
    }

    internal void Check(int maximumPositions)
    {
        OptionRange.Require(TokensPerStep, TokensPerStep >= 1, "A step has at least one token.");
        OptionRange.Require(Tokens, Tokens >= TokensPerStep, "There is at least one step.");
        OptionRange.Require(BlockLength, BlockLength >= 8 && BlockLength <= maximumPositions, FormattableString.Invariant($"A block has from 8 tokens to the {maximumPositions} positions of the model."));
        OptionRange.Require(Splits, Splits.All(split => split >= 1) && UsedSplits.Count > 0, "Blocks are split into passages of at least 8 tokens.");
        OptionRange.Require(SentenceWeight, SentenceWeight >= 0 && float.IsFinite(SentenceWeight), "The weight of the loss of sentences is at least 0.");
        OptionRange.Require(SentenceScale, SentenceScale > 0 && float.IsFinite(SentenceScale), "Cosines are multiplied by a number above 0.");
        OptionRange.Require(WarmupTokens, WarmupTokens >= 0, "The warm-up takes at least 0 tokens.");
        OptionRange.Require(DecayShare, DecayShare is >= 0 and <= 1, "The rate falls in a part of the training, from 0 to 1.");
        OptionRange.Require(AveragingDecay, AveragingDecay is >= 0 and < 1, "The average decays by a factor from 0 to below 1.");
        OptionRange.Require(CheckpointSteps, CheckpointSteps >= 1, "There is a checkpoint after at least one step.");
        OptionRange.Require(EvaluationSteps, EvaluationSteps >= 1, "There is a measurement after at least one step.");
        OptionRange.Require(EvaluationBlocks, EvaluationBlocks >= 1, "At least one block is measured.");
    }
}

using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>What a training takes from how much text there is: how long its passages are, how many tokens it reads, and how often general texts have their turn.</summary>
/// <param name="Options">How to train.</param>
/// <param name="GeneralWeight">How often a passage of the general texts has its turn for each of the domain.</param>
internal sealed record DomainPlan(PretrainingOptions Options, double GeneralWeight)
{
    /// <summary>The fewest tokens of a passage.</summary>
    public const int ShortestPassage = 16;

    // How often the texts that are kept out are measured on the way.
    private const int Evaluations = 10;
    private const int FewestSteps = 100;
    private const int UsualTokensPerStep = 2048;
    private const double UsualRate = 1e-4;
    private const double HighestRate = 1e-3;
    private const double UsualWidth = 768;

    /// <summary>The usual learning rate.</summary>
    /// <param name="hiddenSize">The length of the vectors of the model.</param>
    public static double RateFor(int hiddenSize) => Math.Min(HighestRate, UsualRate * UsualWidth / hiddenSize);

    /// <param name="options">What was asked for.</param>
    /// <param name="hiddenSize">The length of the vectors of the model.</param>
    /// <param name="maximumPositions">The longest text of the model, in tokens.</param>
    /// <param name="domainTokens">How many tokens the texts of the domain have.</param>
    /// <param name="generalTokens">How many the general texts have that are trained on; 0 for none.</param>
    /// <exception cref="InvalidDataException">There is too little text, or the model takes too little at a time.</exception>
    public static DomainPlan Make(DomainAdaptationOptions options, int hiddenSize, int maximumPositions, long domainTokens, long generalTokens)
    {
        // Two blocks at least, so that passes can begin at different places.
        var shortest = generalTokens > 0 ? Math.Min(domainTokens, generalTokens) : domainTokens;
        var block = (int)Math.Min(Math.Min(options.BlockLength, maximumPositions), shortest / 2);
        if (block < ShortestPassage)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"There is too little text to train on: {domainTokens} tokens of the domain{(generalTokens > 0 ? $" and {generalTokens} of general texts" : "")}, for a model that takes {maximumPositions} at a time. At least {2 * ShortestPassage} of each are needed, and thousands to learn anything."));
        }
        var domain = options.Passes * domainTokens;
        var all = generalTokens > 0 ? domain / (1 - options.ReplayShare) : domain;
        var perStep = Math.Max(block, options.TokensPerStep ?? (int)Math.Min(UsualTokensPerStep, all / FewestSteps));
        var tokens = (long)Math.Max(perStep, Math.Min(all, long.MaxValue / 2));
        var steps = (int)Math.Clamp(tokens / perStep, 1, int.MaxValue);
        return new DomainPlan(
            new PretrainingOptions
            {
                Tokens = tokens,
                TokensPerStep = perStep,
                BlockLength = block,
                // Long and short passages, as in pre-training; none shorter than is sensible.
                Splits = [.. ((int[])[1, 2, 4, 4, 8]).Where(split => block / split >= ShortestPassage)],
                Masking = options.Masking,
                LearningRate = options.LearningRate ?? RateFor(hiddenSize),
                WarmupTokens = (long)(options.WarmupShare * tokens),
                DecayShare = 1,
                WeightDecay = options.WeightDecay,
                Dropout = options.Dropout,
                // The rate falls to 0, so that the last weights need no average; in few steps one would hold on to the start.
                AveragingDecay = 0,
                Seed = options.Seed,
                Threads = options.Threads,
                CheckpointSteps = options.CheckpointSteps,
                EvaluationSteps = Math.Max(1, steps / Evaluations),
                Progress = options.Progress,
            },
            generalTokens > 0 ? options.ReplayShare / (1 - options.ReplayShare) * domainTokens / generalTokens : 0);
    }
}

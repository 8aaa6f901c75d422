using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Training;

/// <summary>How a <see cref="Trainer{TBatch}"/> trains.</summary>
public sealed record TrainerOptions
{
    /// <summary>The learning rate of each step. 2e-5 to 5e-5 is usual for models of the size of BERT-base, more for smaller ones (Devlin et al., 2019).</summary>
    public LearningRateSchedule Schedule { get; init; } = new(3e-5);

    /// <summary>How parameters follow their gradients.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW();

    /// <summary>How often each example has its turn, at least 1.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>The number of steps after which to end before the last epoch is over; null for none. The schedule ends with it.</summary>
    public int? MaximumSteps { get; init; }

    /// <summary>The norm of all gradients together above which they are scaled down to it; null for none.</summary>
    public double? ClippingNorm { get; init; } = 1.0;

    /// <summary>The probability with which an activation is set to 0 between the layers, from 0 to below 1.</summary>
    public float Dropout { get; init; } = 0.1f;

    /// <summary>The seed of dropout. The same seed gives the same weights bit for bit on any number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many threads compute; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the activations of each layer are computed again in the backward pass: about a third more time for much less memory.</summary>
    public bool RecomputesLayers { get; init; }

    /// <summary>The factor of the learning rate for a parameter: 0 freezes it, which saves its gradient. Null for 1 everywhere.</summary>
    public Func<ParameterPath, float>? RateFactor { get; init; }

    /// <summary>What is added to the loss, before gradients are clipped, so that the weights stay near where they began; null for nothing.</summary>
    public ForgettingPenalty? Penalty { get; init; }

    /// <summary>
    /// Where <see cref="Penalty"/> draws the weights to: the weights of the checkpoint that was begun with. Parameters that are not among them are new. Null for the weights as they are when
    /// the trainer is made, with heads (<c>heads/…</c>) as new; a training in several parts, each with a trainer of its own, hands the first weights to all of them.
    /// </summary>
    public ParameterValues? StartingWeights { get; init; }

    internal void Check()
    {
        Schedule.Check();
        OptionRange.Require(Epochs, Epochs >= 1, "A training has at least one epoch.");
        OptionRange.Require(MaximumSteps, MaximumSteps is null or >= 1, "A training has at least one step.");
        OptionRange.Require(ClippingNorm, ClippingNorm is null or > 0, "Gradients are clipped to a norm above 0.");
        OptionRange.Require(Dropout, Dropout >= 0 && Dropout < 1, "The probability of dropout must be at least 0 and below 1.");
        OptionRange.Require(Threads, Threads is null or >= 1, "At least one thread computes.");
    }
}

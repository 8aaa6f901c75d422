namespace Microsoft.ML.Trainers;

/// <summary>Settings of one run of stochastic dual coordinate ascent, all resolved.</summary>
internal sealed record SdcaSettings
{
    /// <summary>Weight of the L2 penalty.</summary>
    public required float L2 { get; init; }

    /// <summary>Soft threshold of the weights: L1 penalty over L2 penalty.</summary>
    public required float L1Threshold { get; init; }

    /// <summary>Passes over the data at most.</summary>
    public required int MaximumIterations { get; init; }

    /// <summary>Duality gap over primal loss at which training has converged.</summary>
    public required float Tolerance { get; init; }

    /// <summary>Passes between two checks of convergence.</summary>
    public required int CheckFrequency { get; init; }

    /// <summary>How many updates are taken to run at the same time: large steps are damped by it.</summary>
    public required int Threads { get; init; }

    /// <summary>Learning rate of the part of the bias that is not penalised.</summary>
    public required float BiasLearningRate { get; init; }

    public required bool Shuffle { get; init; }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract partial class LbfgsTrainerBase<TOptions, TTransformer, TModel>
{
    /// <summary>Options of trainers that use L-BFGS.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>Weight of the squared norm of the weights.</summary>
        public float L2Regularization = LbfgsDefaults.L2Regularization;

        /// <summary>Weight of the sum of magnitudes of the weights.</summary>
        public float L1Regularization = LbfgsDefaults.L1Regularization;

        /// <summary>The improvement below which training stops.</summary>
        public float OptimizationTolerance = LbfgsDefaults.OptimizationTolerance;

        /// <summary>How many steps the curvature is estimated from.</summary>
        public int HistorySize = LbfgsDefaults.HistorySize;

        /// <summary>Steps at most.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Not supported here: training starts without gradient descent.</summary>
        public float StochasticGradientDescentInitilaizationTolerance;

        /// <summary>Whether to say less.</summary>
        public bool Quiet;

        /// <summary>Range of the random weights that training starts with.</summary>
        public float InitialWeightsDiameter;

        /// <summary>Threads, or null for one a processor. More than one hold the rows in memory.</summary>
        public int? NumberOfThreads;

        /// <summary>Without meaning here: vectors are dense.</summary>
        public bool DenseOptimizer;

        /// <summary>Whether weights must not be negative.</summary>
        public bool EnforceNonNegativity;

        internal void Check(IHost host)
        {
            host.CheckUserArg(NumberOfThreads is null or > 0, nameof(NumberOfThreads), "Must be positive (or empty for default)");
            host.CheckUserArg(L2Regularization >= 0, nameof(L2Regularization), "Must be non-negative");
            host.CheckUserArg(L1Regularization >= 0, nameof(L1Regularization), "Must be non-negative");
            host.CheckUserArg(OptimizationTolerance > 0, nameof(OptimizationTolerance), "Must be positive");
            host.CheckUserArg(HistorySize > 0, nameof(HistorySize), "Must be positive");
            host.CheckUserArg(MaximumNumberOfIterations > 0, nameof(MaximumNumberOfIterations), "Must be positive");
            host.CheckUserArg(StochasticGradientDescentInitilaizationTolerance >= 0, nameof(StochasticGradientDescentInitilaizationTolerance), "Must be non-negative");
        }
    }
}

internal static class LbfgsDefaults
{
    public const float L2Regularization = 1;
    public const float L1Regularization = 1;
    public const float OptimizationTolerance = 1e-7f;
    public const int HistorySize = 20;
    public const bool EnforceNonNegativity = false;
}

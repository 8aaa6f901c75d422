using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract partial class SdcaTrainerBase<TOptions, TTransformer, TModel>
{
    /// <summary>Options of stochastic dual coordinate ascent.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        private const float LeastL2 = 1e-09f;

        /// <summary>Weight of the squared norm of the weights, or null for one that suits the data.</summary>
        public float? L2Regularization;

        /// <summary>Soft threshold of the weights, or null for one that suits the data.</summary>
        public float? L1Regularization;

        /// <summary>Threads, or null. Rows are visited by one thread here; the number damps steps as in ML.NET.</summary>
        public int? NumberOfThreads;

        /// <summary>Duality gap over loss at which training stops.</summary>
        public float ConvergenceTolerance = 0.1f;

        /// <summary>Passes at most, or null for as many as suit the data.</summary>
        public int? MaximumNumberOfIterations;

        /// <summary>Whether rows are visited in random order.</summary>
        public bool Shuffle = true;

        /// <summary>Passes between checks of convergence, or null for the number of threads; not positive for none.</summary>
        public int? ConvergenceCheckFrequency;

        /// <summary>Learning rate of the part of the bias without penalty.</summary>
        public float BiasLearningRate;

        private protected OptionsBase()
        {
        }

        internal virtual void Check(IHostEnvironment env)
        {
            env.CheckUserArg(L2Regularization is null or >= 0, nameof(L2Regularization), "L2 constant must be non-negative.");
            env.CheckUserArg(L1Regularization is null or >= 0, nameof(L1Regularization), "L1 threshold must be non-negative.");
            env.CheckUserArg(MaximumNumberOfIterations is null or > 0, nameof(MaximumNumberOfIterations), "Max number of iterations must be positive.");
            env.CheckUserArg(ConvergenceTolerance is > 0 and <= 1, nameof(ConvergenceTolerance), "Convergence tolerance must be positive and no larger than 1.");
            if (!(L2Regularization < LeastL2))
                return;
            using var channel = env.Start("SDCA arguments checking");
            channel.Warning(string.Create(CultureInfo.InvariantCulture,
                $"The L2 regularization constant must be at least {LeastL2}. In SDCA, the dual formulation " +
                $"is only valid with a positive constant, and values below {LeastL2} cause very slow convergence. " +
                $"The original {nameof(L2Regularization)} = {L2Regularization}, was replaced with {nameof(L2Regularization)} = {LeastL2}."));
            L2Regularization = LeastL2;
        }
    }
}

namespace Microsoft.ML.Transfer;

/// <summary>How often each of several tasks that are trained together has its turn, by its size: the number of steps that all of its examples make.</summary>
public enum TaskSampling
{
    /// <summary>In proportion to its size: each example of each task has its turn once in an epoch.</summary>
    Proportional,

    /// <summary>
    /// In proportion to its size to the power of α = 1 − 0.8 (e − 1) / (E − 1) in epoch e of E: by size at first, nearly alike at the end (Stickland and Murray, 2019).
    /// </summary>
    Annealed,

    /// <summary>All tasks alike: examples of small ones come more than once in an epoch, and not all of large ones.</summary>
    Uniform,
}

namespace Microsoft.ML.Transfer.Parameters;

/// <summary>How a parameter starts in a model that is not loaded from a checkpoint.</summary>
public enum Initialization
{
    /// <summary>All 0: biases.</summary>
    Zeros,

    /// <summary>All 1: the gain of a normalisation.</summary>
    Ones,

    /// <summary>Normally distributed with mean 0 and the deviation of the source (0.02 in BERT): weights and embeddings.</summary>
    Normal,

    /// <summary>Normally distributed with mean 0 and the deviation 1/√(3 n), n the columns of the matrix: what linear layers start with that are no part of a pre-trained architecture.</summary>
    ByInputs,
}

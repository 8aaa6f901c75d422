namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>What the vectors of whole passages are trained to, beside the prediction of masked tokens.</summary>
public enum SentenceObjective
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Passages that follow each other in a text have more alike vectors than others of the batch (Giorgi et al., 2021, "DeCLUTR").
    /// </summary>
    Neighbours,

    /// <summary>A passage that is read twice, with other tokens masked and other activations dropped, has more alike vectors than two passages (Gao et al., 2021, "SimCSE").</summary>
    SamePassage,
}

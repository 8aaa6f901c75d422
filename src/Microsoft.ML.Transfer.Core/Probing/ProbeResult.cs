namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a probe found in one layer, with what is needed to judge it.</summary>
/// <param name="Layer">The layer: 0 is the embeddings, the last one the output of the encoder.</param>
/// <param name="Accuracy">The part of the rows that the probe had right, each tested by a probe that was trained without its group.</param>
/// <param name="Confusion">What was taken for what, over all folds.</param>
public sealed record ProbeResult(int Layer, ProbeScore Accuracy, ConfusionCounts Confusion)
{
    /// <summary>The mean cross-entropy of a row, in bits.</summary>
    public required double CrossEntropy { get; init; }

    /// <summary>The accuracy on the test split, which was scored once; null where there is none.</summary>
    public ProbeScore? Test { get; init; }

    /// <summary>The accuracy on the control task, whose labels are drawn by word type and so can only be learned by heart; null where it was not asked for.</summary>
    public ProbeScore? Control { get; init; }

    /// <summary>The accuracy less that on the control task (Hewitt and Liang, 2019); null where it was not asked for.</summary>
    public ProbeScore? Selectivity { get; init; }

    /// <summary>The online code of the labels; null where it was not asked for.</summary>
    public DescriptionLength? DescriptionLength { get; init; }

    /// <summary>The accuracy of the same probe on the same layer of an encoder of the same shape with random weights; null where it was not asked for.</summary>
    public ProbeScore? RandomEncoder { get; init; }
}

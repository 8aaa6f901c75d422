namespace Microsoft.ML.Transfer.Probing;

/// <summary>What is measured beside the accuracy of a probe, so that it can be judged. Each costs about as much as the accuracy itself.</summary>
[Flags]
public enum TrustMeasures
{
    /// <summary>Nothing but the accuracy, and the baselines that need no vectors.</summary>
    None = 0,

    /// <summary>A control task, whose labels are drawn at random and so can only be learned by heart, and selectivity (Hewitt and Liang, 2019).</summary>
    ControlTask = 1,

    /// <summary>The length of the labels in an online code (Voita and Titov, 2020).</summary>
    DescriptionLength = 2,

    /// <summary>The same probe on an encoder of the same shape with random weights.</summary>
    RandomEncoder = 4,

    /// <summary>All of them.</summary>
    All = ControlTask | DescriptionLength | RandomEncoder,
}

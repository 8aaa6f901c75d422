namespace Microsoft.ML.Transfer;

/// <summary>What was found in one layer, as a row of data. What was not measured is NaN; accuracies are from 0 to 1.</summary>
public sealed class LayerProbeRow
{
    /// <summary>The layer: 0 is the embeddings.</summary>
    public int Layer { get; set; }

    /// <summary>The accuracy of the probe, by cross-validation.</summary>
    public float Accuracy { get; set; }

    /// <summary>The lower end of its 95 % interval.</summary>
    public float AccuracyLow { get; set; }

    /// <summary>The upper end of its 95 % interval.</summary>
    public float AccuracyHigh { get; set; }

    /// <summary>The mean of the F1 of the classes.</summary>
    public float MacroF1 { get; set; }

    /// <summary>The mean cross-entropy of a label, in bits.</summary>
    public float CrossEntropy { get; set; }

    /// <summary>The accuracy on the control task.</summary>
    public float ControlAccuracy { get; set; }

    /// <summary>The accuracy less that on the control task.</summary>
    public float Selectivity { get; set; }

    /// <summary>The length of the labels in an online code, in bits.</summary>
    public float CodeLength { get; set; }

    /// <summary>How many times shorter than a uniform code that is.</summary>
    public float Compression { get; set; }

    /// <summary>The accuracy on an encoder of the same shape with random weights.</summary>
    public float RandomEncoderAccuracy { get; set; }

    /// <summary>The accuracy of always saying the most frequent class, the same for all layers.</summary>
    public float MajorityAccuracy { get; set; }

    /// <summary>The accuracy of saying the most frequent class of the word, the same for all layers.</summary>
    public float WordTypeAccuracy { get; set; }
}

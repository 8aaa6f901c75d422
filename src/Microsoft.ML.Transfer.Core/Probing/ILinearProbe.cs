namespace Microsoft.ML.Transfer.Probing;

/// <summary>A trained probe whose scores are linear: W x + b before the softmax, for vectors as they were given.</summary>
public interface ILinearProbe : IFittedProbe
{
    /// <summary>W. <i>Shape:</i> [classes, columns].</summary>
    ReadOnlyMemory<float> Weights { get; }

    /// <summary>b. <i>Shape:</i> [classes].</summary>
    ReadOnlyMemory<float> Bias { get; }
}

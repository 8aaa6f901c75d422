namespace Microsoft.ML;

/// <summary>What a trainer wants of its data.</summary>
public sealed class TrainerInfo
{
    internal TrainerInfo(bool normalization = true, bool calibration = false, bool caching = true)
    {
        NeedNormalization = normalization;
        NeedCalibration = calibration;
        WantCaching = caching;
    }

    /// <summary>Whether features should be normalized.</summary>
    public bool NeedNormalization { get; }

    /// <summary>Whether it makes several passes over the data.</summary>
    public bool WantCaching { get; }

    internal bool NeedCalibration { get; }
}

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Counts the steps of a probing for who watches.</summary>
internal sealed class Steps
{
    private readonly Action<ProbingProgress>? _watch;
    private readonly int _count;
    private int _begun;

    /// <param name="options">What is measured, and who watches.</param>
    /// <param name="layers">How many layers there are.</param>
    /// <param name="hasRandom">Whether an encoder with random weights follows.</param>
    /// <param name="hasTest">Whether there is a test split.</param>
    public Steps(LayerProbingOptions options, int layers, bool hasRandom, bool hasTest)
    {
        _watch = options.Progress;
        var perLayer = 1 + (hasTest ? 1 : 0) + (options.Measures.HasFlag(TrustMeasures.DescriptionLength) ? 1 : 0) + (hasRandom ? 1 : 0);
        _count = layers * perLayer + 1 + (hasRandom ? 1 : 0);
    }

    /// <summary>Says what is done next.</summary>
    public void Begin(string what) => _watch?.Invoke(new ProbingProgress(what, Math.Min(_begun++, _count), _count));
}

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Counts the steps of a probing for who watches: for each encoder one for its vectors, and one for each of its layers.</summary>
/// <param name="watch">Told before each step; null for nobody.</param>
/// <param name="count">How many steps there are.</param>
internal sealed class Steps(Action<ProbingProgress>? watch, int count)
{
    private int _begun;

    /// <summary>Says what is done next.</summary>
    public void Begin(string what) => watch?.Invoke(new ProbingProgress(what, _begun++, count));
}

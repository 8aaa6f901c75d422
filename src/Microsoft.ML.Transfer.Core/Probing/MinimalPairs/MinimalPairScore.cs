namespace Microsoft.ML.Transfer.Probing;

/// <summary>How many minimal pairs a model judged right.</summary>
/// <param name="Pairs">How many there were.</param>
/// <param name="Right">Of how many it found the acceptable sentence likelier. Half are expected from guessing; a tie is wrong.</param>
public sealed record MinimalPairScore(int Pairs, int Right)
{
    /// <summary>The part that is right, with the interval of Wilson (1927), which stays between 0 and 1.</summary>
    public ProbeScore Accuracy => WilsonInterval.Of(Right, Pairs);
}

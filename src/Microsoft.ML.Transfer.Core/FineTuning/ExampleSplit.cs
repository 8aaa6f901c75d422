using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer;

/// <summary>Divides examples into those that are trained on and those that are kept out.</summary>
internal static class ExampleSplit
{
    /// <summary>Which examples are kept out is drawn from the seed; the order is kept within each part.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="share">The part that is kept out, at least 0 and below 1.</param>
    /// <param name="seed">The seed.</param>
    public static (IReadOnlyList<T> Training, IReadOnlyList<T> Validation) Draw<T>(IReadOnlyList<T> examples, double share, ulong seed)
    {
        if (share == 0 || examples.Count < 2)
            return (examples, []);
        var kept = Math.Clamp((int)Math.Round(share * examples.Count), 1, examples.Count - 1);
        var random = new CounterRandom(seed, CounterRandom.StreamOf("validation"));
        var order = Enumerable.Range(0, examples.Count).OrderBy(i => random.Uniform((ulong)i)).ToArray();
        return ([.. order[kept..].Order().Select(i => examples[i])], [.. order[..kept].Order().Select(i => examples[i])]);
    }
}

using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The control task of Hewitt and Liang (2019): every word type gets one label for good, drawn at random as often as the real labels occur. The vectors can not know it, so that a probe
/// that does well has learned the types by heart; what it gains on the real task over this one, its selectivity, is to the vectors' credit.
/// </summary>
internal static class ControlTask
{
    /// <summary>Draws the labels of a control task.</summary>
    /// <param name="labels">The real labels, whose frequencies are kept.</param>
    /// <param name="wordTypes">The type of each row's word.</param>
    /// <param name="seed">The seed.</param>
    public static int[] Labels(ReadOnlySpan<int> labels, ReadOnlySpan<int> wordTypes, ulong seed)
    {
        if (labels.Length != wordTypes.Length)
            throw new ArgumentException($"There are {wordTypes.Length} word types for {labels.Length} labels.", nameof(wordTypes));
        var random = new CounterRandom(seed, CounterRandom.StreamOf("control task"));
        var control = new int[labels.Length];
        for (var row = 0; row < control.Length; row++)
            control[row] = labels[(int)(random.Uniform((uint)wordTypes[row]) * labels.Length)];
        return control;
    }
}

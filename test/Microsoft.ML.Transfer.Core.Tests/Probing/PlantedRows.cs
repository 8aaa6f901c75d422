using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

/// <summary>Rows in which it is known what can be found: sentences of words, each word with a type and a class, and vectors in which the class shows more or less.</summary>
internal sealed class PlantedRows
{
    public const int Classes = 4;
    public const int Columns = 12;
    private const int WordsPerSentence = 6;
    private readonly ulong _seed;

    public PlantedRows(int sentences, ulong seed, int types = 40)
    {
        _seed = seed;
        var random = new CounterRandom(seed, 1);
        var rows = sentences * WordsPerSentence;
        Groups = [.. Enumerable.Range(0, rows).Select(row => row / WordsPerSentence)];
        // Half of the words are of the first few types, and the classes differ in size.
        Types = [.. Enumerable.Range(0, rows).Select(row => (int)(Math.Pow(random.Uniform((ulong)row), 2) * types))];
        Labels = [.. Types.Select(type => (type * 7 % 10) switch { < 4 => 0, < 7 => 1, < 9 => 2, _ => 3 })];
    }

    public int[] Labels { get; }

    public int[] Groups { get; }

    public int[] Types { get; }

    /// <summary>Noise, with the class added.</summary>
    /// <param name="strength">How much of it shows; 0 for none.</param>
    /// <param name="stream">Which noise.</param>
    public ProbeMatrix Vectors(float strength, ulong stream)
    {
        var random = new CounterRandom(_seed, 100 + stream);
        var values = new float[Labels.Length * Columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.Normal((ulong)i) + (i % Columns == Labels[i / Columns] ? strength : 0);
        return new ProbeMatrix(values, Labels.Length, Columns);
    }

    public static int[] Shuffled(int[] labels, ulong seed)
    {
        var random = new CounterRandom(seed, 3);
        return [.. Enumerable.Range(0, labels.Length).OrderBy(i => random.Bits((ulong)i)).Select(i => labels[i])];
    }
}

using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>
/// Texts in two files, a line each: those that are trained on and those that are measured. On which side a text is follows from the seed and the text alone, so that equal texts are never on
/// both, and a training that goes on finds the same files.
/// </summary>
internal sealed class StagedTexts
{
    private StagedTexts(string folder, string name) => (TrainingFile, HeldFile) = (Path.Combine(folder, $"{name}.txt"), Path.Combine(folder, $"{name}-held-out.txt"));

    /// <summary>The texts that are trained on.</summary>
    public string TrainingFile { get; }

    /// <summary>The texts that are measured.</summary>
    public string HeldFile { get; }

    /// <summary>How many texts are trained on.</summary>
    public int TrainingCount { get; private set; }

    /// <summary>How many are measured.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Writes texts down. White space at their ends is left out, line breaks become spaces, and empty texts are passed over.</summary>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="name">How their names begin.</param>
    /// <param name="heldShare">Which part is measured, from 0 to 1. Below 1, there is something to train on wherever there is any text; above 0 something to measure, where there are two texts.</param>
    /// <param name="lowerCase">Whether the model reads lower case only.</param>
    /// <param name="seed">Where the choice comes from.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static StagedTexts Write(IEnumerable<string> texts, string folder, string name, double heldShare, bool lowerCase, ulong seed, CancellationToken cancellation)
    {
        var staged = new StagedTexts(folder, name);
        var cleaned = texts.Where(text => text is not null).Select(text => text.ReplaceLineEndings(" ").Trim()).Where(text => text.Length > 0);
        var (lowest, highest) = staged.Split(lowerCase ? cleaned.Select(text => text.ToLowerInvariant()) : cleaned, heldShare, seed, cancellation);
        var isOneSided = (staged.HeldCount == 0 && heldShare > 0) || (staged.TrainingCount == 0 && heldShare < 1);
        if (isOneSided && lowest < highest)
        {
            // Few texts: the one with the lowest number alone, or all but the one with the highest.
            var all = Path.Combine(folder, $"{name}-all.txt");
            File.Move(staged.HeldCount == 0 ? staged.TrainingFile : staged.HeldFile, all, overwrite: true);
            staged.Split(File.ReadLines(all), staged.HeldCount == 0 ? Math.BitIncrement(lowest) : highest, seed, cancellation);
            File.Delete(all);
        }
        else if (isOneSided && staged.TrainingCount == 0 && staged.HeldCount > 0)
        {
            File.Move(staged.HeldFile, staged.TrainingFile, overwrite: true);
            File.WriteAllText(staged.HeldFile, "");
            (staged.TrainingCount, staged.HeldCount) = (staged.HeldCount, 0);
        }
        return staged;
    }

    /// <summary>The texts that are trained on.</summary>
    public IEnumerable<string> Training() => File.ReadLines(TrainingFile);

    /// <summary>Some of the texts that are measured, evenly spread.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<string> Held(int count)
    {
        var taken = Math.Min(count, HeldCount);
        return [.. File.ReadLines(HeldFile).Where((_, i) => (long)i * taken / HeldCount != ((long)i - 1) * taken / HeldCount || i == 0)];
    }

    /// <summary>The texts that are trained on, as a corpus.</summary>
    public Corpus TrainingCorpus() => new(TrainingFile);

    /// <summary>The texts that are measured, as a corpus.</summary>
    public Corpus HeldCorpus() => new(HeldFile);

    /// <summary>Writes each text to the side that its number, from 0 to 1, is on.</summary>
    /// <returns>The lowest and the highest number.</returns>
    private (double Lowest, double Highest) Split(IEnumerable<string> texts, double limit, ulong seed, CancellationToken cancellation)
    {
        var (lowest, highest) = (double.MaxValue, double.MinValue);
        (TrainingCount, HeldCount) = (0, 0);
        using var training = new StreamWriter(TrainingFile) { NewLine = "\n" };
        using var held = new StreamWriter(HeldFile) { NewLine = "\n" };
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            var number = new CounterRandom(seed, CounterRandom.StreamOf(text)).Uniform(0);
            (lowest, highest) = (Math.Min(lowest, number), Math.Max(highest, number));
            if (number < limit)
                HeldCount++;
            else
                TrainingCount++;
            (number < limit ? held : training).WriteLine(text);
        }
        return (lowest, highest);
    }
}

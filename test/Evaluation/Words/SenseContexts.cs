using System.Globalization;

namespace Microsoft.ML.Transfer.Evaluation.Words;

/// <summary>Contexts of a word of CoarseWSD-20 (Loureiro et al., 2021), with its sense in each.</summary>
/// <param name="Sentences">The words of each context.</param>
/// <param name="Places">Which of them is the word.</param>
/// <param name="Labels">Its sense, from 0.</param>
internal sealed record SenseContexts(IReadOnlyList<IReadOnlyList<string?>> Sentences, int[] Places, int[] Labels)
{
    /// <summary>Reads a split: a line a context, the number of the word, a tab, the words; the senses stand in a file of their own.</summary>
    public static SenseContexts Read(DataFolder data, string word, string split)
    {
        string[] parts = ["coarsewsd20", "data", "CoarseWSD-20", word];
        var file = data.Require([.. parts, $"{split}.data.txt"]);
        var lines = File.ReadAllLines(file).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        int[] labels = [.. File.ReadAllLines(data.Require([.. parts, $"{split}.gold.txt"])).Where(line => line.Length > 0).Select(Number)];
        return lines.Count == labels.Length && lines.TrueForAll(fields => fields.Length == 2)
            ? new SenseContexts([.. lines.Select(fields => (IReadOnlyList<string?>)fields[1].Split(' '))], [.. lines.Select(fields => Number(fields[0]))], labels)
            : throw new InvalidDataException($"{file}: a line has a number, a tab and a text, and there is a sense for each; there are {lines.Count} lines and {labels.Length} senses.");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The sets of labelled texts.</summary>
internal static class LabelledSets
{
    private const int SubjectivityTest = 2000;

    /// <summary>SUBJ, SST-2 and TREC.</summary>
    public static IReadOnlyList<LabelledTexts> Read(DataFolder data, Func<int, int> part) => [Subjectivity(data, part), Sentiment(data, part), Questions(data, part)];

    /// <summary>TREC (Li and Roth, 2002): what a question asks for, of 6 classes. The 500 test questions are the test.</summary>
    public static LabelledTexts Questions(DataFolder data, Func<int, int> part) =>
        LabelledTexts.Create("TREC", Lines(data, "TREC.train.all"), Lines(data, "TREC.test.all"), part);

    /// <summary>SUBJ (Pang and Lee, 2004): a plot told, or an opinion. It has no test part: 2,000 of the 10,000 sentences, drawn from a fixed seed, are it.</summary>
    private static LabelledTexts Subjectivity(DataFolder data, Func<int, int> part)
    {
        using var archive = ZipFile.OpenRead(data.Require("nltk", "subjectivity.zip"));
        var rows = new[] { "plot.tok.gt9.5000", "quote.tok.gt9.5000" }.SelectMany((name, label) => Entry(archive, "subjectivity/" + name).Select(line => (line, label))).ToList();
        var order = Shuffling.Order(rows.Count, seed: 1, "test");
        return LabelledTexts.Create("SUBJ", [.. order.Skip(SubjectivityTest).Select(i => rows[i])], [.. order.Take(SubjectivityTest).Select(i => rows[i])], part);
    }

    /// <summary>SST-2 (Socher et al., 2013): whole sentences, negative or positive. The dev part is the test.</summary>
    private static LabelledTexts Sentiment(DataFolder data, Func<int, int> part) =>
        LabelledTexts.Create("SST-2", Lines(data, "stsa.binary.train"), Lines(data, "stsa.binary.dev"), part);

    private static List<(string Text, int Label)> Lines(DataFolder data, string name)
    {
        var file = data.Require("sentence_classification", "data", name);
        return [.. File.ReadLines(file, Encoding.Latin1).Where(line => line.Length > 2).Select(line => (line[2..].Trim(), int.Parse(line.AsSpan(0, 1), CultureInfo.InvariantCulture)))];
    }

    private static List<string> Entry(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"The archive has no {name}.");
        using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line.Trim());
        return lines;
    }
}

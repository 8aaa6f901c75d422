using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The sets of labelled texts.</summary>
internal static class LabelledSets
{
    private const int SubjectivityTest = 2000;

    /// <summary>What the set of relations is called.</summary>
    public const string RelationsName = "ChemProt";

    /// <summary>SUBJ, SST-2 and ChemProt.</summary>
    public static IReadOnlyList<LabelledTexts> ReadForAdaptation(DataFolder data, Func<int, int> part) => [Subjectivity(data, part), Sentiment(data, part), Relations(data, part)];

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

    /// <summary>ChemProt (Kringelum et al., 2016; the texts of Beltagy et al., 2019): how a chemical and a protein that are marked in a sentence are related, of 13 ways.</summary>
    private static LabelledTexts Relations(DataFolder data, Func<int, int> part)
    {
        var (training, test) = (Read("train.txt"), Read("test.txt"));
        string[] names = [.. training.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return LabelledTexts.Create(RelationsName, Numbered(training), Numbered(test), part);

        List<(string Text, string Label)> Read(string name) => [.. File.ReadLines(data.Require("scibert_domain", "data", "text_classification", "chemprot", name)).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("text").GetString()!, json.RootElement.GetProperty("label").GetString()!);
        })];

        List<(string Text, int Label)> Numbered(List<(string Text, string Label)> rows) => rows.ConvertAll(row => (row.Text, Array.IndexOf(names, row.Label)));
    }

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

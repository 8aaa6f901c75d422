namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Texts to pre-train on: a text file, or a folder with text files at any depth, each a document.</summary>
/// <param name="Path">The file, or the folder; of a folder, files that end in <c>.txt</c>, by their names.</param>
/// <param name="Weight">How often it has its turn when the others, with weight 1, have theirs once; above 0. 0.5 takes every second passage, 3 takes each three times.</param>
public sealed record Corpus(string Path, double Weight = 1)
{
    private const string Extension = ".txt";

    // Where none of so many lines is blank, none will be.
    private const int LinesToLookAt = 500;

    /// <summary>The files, by their names.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder, or the folder holds no text.</exception>
    public IReadOnlyList<string> Files()
    {
        if (File.Exists(Path))
            return [Path];
        if (!Directory.Exists(Path))
            throw new FileNotFoundException($"The corpus {Path} does not exist; expected a text file, or a folder with files that end in {Extension}.", Path);
        var files = Directory.GetFiles(Path, "*" + Extension, SearchOption.AllDirectories);
        if (files.Length == 0)
            throw new FileNotFoundException($"The corpus {Path} holds no file that ends in {Extension}.", Path);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>
    /// The paragraphs of a document, read as they are asked for. Where paragraphs are set apart by blank lines, the lines between are one; where none of the first lines is blank, each line is
    /// a paragraph.
    /// </summary>
    /// <param name="file">The file, in UTF-8.</param>
    public static IEnumerable<string> Paragraphs(string file)
    {
        var isLinewise = !File.ReadLines(file).Take(LinesToLookAt).Any(string.IsNullOrWhiteSpace);
        var lines = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            var text = line.Trim();
            if (text.Length > 0)
                lines.Add(text);
            if (lines.Count > 0 && (isLinewise || text.Length == 0))
                yield return Take();
        }
        if (lines.Count > 0)
            yield return Take();

        string Take()
        {
            var paragraph = string.Join(' ', lines);
            lines.Clear();
            return paragraph;
        }
    }

    /// <summary>The paragraphs of all documents.</summary>
    public IEnumerable<string> Paragraphs() => Files().SelectMany(Paragraphs);

    internal void Check()
    {
        if (!(Weight > 0 && double.IsFinite(Weight)))
            throw new InvalidDataException(FormattableString.Invariant($"The weight of the corpus {Path} is {Weight}; it must be a number above 0."));
    }
}

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Reads the sentence-level probing tasks that SentEval (Conneau et al., 2018) and X-Probe (Ravishankar et al., 2019) give out: a sentence a line and no header. SentEval: the split
/// (<c>tr</c>, <c>va</c>, <c>te</c>), the class and the sentence; X-Probe: the sentence and the class.
/// </summary>
public static class ProbingTaskFile
{
    private const string TestSplit = "te";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; fields are separated by tabs.</param>
    /// <param name="task">The name of the task; that of the file where null.</param>
    /// <returns>What is trained on (<c>tr</c> and <c>va</c>, or the whole file), and the test split where the file has one.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is malformed, or there is none; the message says where.</exception>
    public static (ProbeData Training, ProbeData? Test) Load(string path, string? task = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no probing task {path}.", path);
        var (training, test) = (new List<(string, string?)>(), new List<(string, string?)>());
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0)
                continue;
            switch (line.Split('\t'))
            {
                case [TestSplit, var label, var text]:
                    test.Add((text, label));
                    break;
                case ["tr" or "va", var label, var text]:
                    training.Add((text, label));
                    break;
                case [var text, var label]:
                    training.Add((text, label));
                    break;
                case var fields:
                    throw new InvalidDataException($"{path}, line {number}: {fields.Length} fields; expected split (tr, va, te), class and sentence, or sentence and class, separated by tabs.");
            }
        }
        if (training.Count == 0)
            throw new InvalidDataException($"{path} has no sentence to train on.");
        task ??= Path.GetFileNameWithoutExtension(path);
        return (ProbeData.OfTexts(task, training), test.Count == 0 ? null : ProbeData.OfTexts(task, test));
    }
}

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>The model as it is before the first step; made once, so that a call that goes on from a checkpoint need not count again.</summary>
internal static class StartFolder
{
    /// <summary>The folder of the start, which is made where it is not there yet.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="architecture">What the model is, for the note of what the start was made from.</param>
    /// <param name="log">Where to say that it is made.</param>
    /// <param name="make">Makes it in a folder.</param>
    /// <exception cref="BadInputException">The work folder holds the start of another training.</exception>
    public static string Require(PretrainRequest request, string architecture, TextWriter log, Action<string> make)
    {
        var folder = Path.Combine(request.WorkFolder, "start");
        var note = Path.Combine(folder, "made-from.txt");
        var origin = FormattableString.Invariant($"{architecture}, vocabulary {request.Vocabulary}, seed {request.Options.Seed}, {string.Join(", ", request.Corpora.Select(corpus => FormattableString.Invariant($"{corpus.Path}:{corpus.Weight}")))}");
        if (!File.Exists(note))
        {
            log.WriteLine("Training the vocabulary and counting words.");
            Directory.CreateDirectory(folder);
            make(folder);
            // Last, so that a start that was broken off is made anew.
            File.WriteAllText(note, origin);
        }
        return string.Equals(File.ReadAllText(note), origin, StringComparison.Ordinal)
            ? folder
            : throw new BadInputException($"{folder} holds the start of another training: {File.ReadAllText(note)}. Give another folder with --work, or delete it to begin anew.");
    }
}

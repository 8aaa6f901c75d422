using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>What is predicted from the vectors of an encoder.</summary>
/// <param name="Model">The encoder.</param>
/// <param name="Embedding">How texts become vectors.</param>
/// <param name="Task">The task; null where the file has but one.</param>
/// <param name="Data">The file that is probed.</param>
/// <param name="Columns">The columns of tables.</param>
internal sealed record ProbedInput(string Model, EmbeddingOptions Embedding, string? Task, string Data, ProbeColumns Columns)
{
    /// <summary>Loads the encoder and looks into it; what stands in the options or the data and cannot be done is bad input.</summary>
    public TReport Run<TReport>(CliConsole console, Func<TextEmbedder, TReport> look) => LoadedEncoder.Look(Model, Embedding, console, look);

    /// <summary>Reads a file of the task.</summary>
    /// <returns>What is trained on, and the test split where the file itself has one.</returns>
    /// <exception cref="BadInputException">There is no such file, column or task.</exception>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public (ProbeData Training, ProbeData? Test) Read(string path) => ProbeFile.Read(path, Task, Columns);
}

/// <summary>Which columns of a table are read.</summary>
/// <param name="Text">The texts.</param>
/// <param name="Label">What is to be predicted.</param>
/// <param name="Group">What must not be in training and test at once; null for every text by itself.</param>
internal sealed record ProbeColumns(string? Text, string? Label, string? Group);

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>Writes vectors to a stream in one format, batch by batch.</summary>
internal interface IVectorWriter
{
    /// <summary>Appends texts and their vectors. <i>Shape:</i> [texts, dimension], row-major.</summary>
    void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors);

    /// <summary>Writes what can only be written at the end. Without it the output is not valid.</summary>
    void Complete();
}

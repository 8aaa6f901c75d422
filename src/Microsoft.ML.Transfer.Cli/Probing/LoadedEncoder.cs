namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>An encoder for the time of a command that looks into it.</summary>
internal static class LoadedEncoder
{
    /// <summary>Loads the encoder and looks into it.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="options">How texts become vectors.</param>
    /// <param name="console">Told what is to be known about the model.</param>
    /// <param name="look">What is done with it.</param>
    /// <exception cref="BadInputException">What stands in the options or the data cannot be done.</exception>
    public static TReport Look<TReport>(string model, EmbeddingOptions options, CliConsole console, Func<TextEmbedder, TReport> look)
    {
        try
        {
            using var loaded = TextEmbedder.Load(model, options);
            if (loaded.Notice is { } notice)
                console.Error.WriteLine(notice);
            return look(loaded);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}

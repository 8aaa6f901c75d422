namespace Microsoft.ML.Transfer.MiniEnglish;

/// <summary>The files of the encoder <c>transfer-mini-en</c>, a checkpoint in the Hugging Face layout; README.md is its model card.</summary>
public static class MiniEnglishEncoder
{
    /// <summary>The id by which Microsoft.ML.Transfer knows it.</summary>
    public const string Id = "transfer-mini-en";

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["config.json", "tokenizer.json", "model.safetensors"];

    /// <summary>Opens a file.</summary>
    /// <param name="fileName">One of <see cref="FileNames"/>.</param>
    /// <exception cref="FileNotFoundException">It is none of them.</exception>
    public static Stream Open(string fileName) => typeof(MiniEnglishEncoder).Assembly.GetManifestResourceStream(fileName)
        ?? throw new FileNotFoundException($"The encoder {Id} has no file '{fileName}'; it has {string.Join(", ", FileNames)}.", fileName);
}

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads the tokenizer of a model's folder, from the files it has.</summary>
internal static class TokenizerFolder
{
    public static TokenizerDefinition Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}' to load a tokenizer from.");
        var config = TokenizerConfig.Read(folder);
        TokenizerDefinition definition;
        if (TryReadFile(folder, "tokenizer.json") is { } json)
            definition = TokenizerJson.Read(json.Bytes, json.Path);
        else if (TryReadFile(folder, "vocab.txt") is { } vocabulary)
            definition = BertConversion.Convert(VocabularyFiles.FromLines(vocabulary.Bytes, vocabulary.Path), config);
        else
            throw new FileNotFoundException($"The folder '{folder}' holds no tokenizer: neither tokenizer.json nor vocab.txt is there.");
        return definition with
        {
            ModelMaxLength = config.ModelMaxLength ?? definition.ModelMaxLength,
            PadToken = config.PadToken ?? definition.PadToken,
        };
    }

    public static (byte[] Bytes, string Path)? TryReadFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return null;
        var length = new FileInfo(path).Length;
        if (length > BoundedDocument.MaximumBytes)
            throw new InvalidDataException(FormattableString.Invariant($"{path} has {length} bytes; at most {BoundedDocument.MaximumBytes} are read."));
        return (File.ReadAllBytes(path), path);
    }
}

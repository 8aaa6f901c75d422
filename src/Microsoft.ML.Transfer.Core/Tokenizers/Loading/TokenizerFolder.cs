using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads the tokenizer of a model's folder, from the files it has.</summary>
internal static class TokenizerFolder
{
    private static readonly string[] SentencePieceNames = ["spiece.model", "spm.model", "sentencepiece.bpe.model", "tokenizer.model", "sentencepiece.model"];

    public static TokenizerDefinition Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}' to load a tokenizer from.");
        var config = TokenizerConfig.Read(folder);
        var definition = TryReadFile(folder, "tokenizer.json") is { } json ? TokenizerJson.Read(json.Bytes, json.Path) : FromOlderFiles(folder, config);
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
        return (BoundedFile.ReadAllBytes(path, JsonLimits.Large.MaximumBytes), path);
    }

    private static TokenizerDefinition FromOlderFiles(string folder, TokenizerConfig config)
    {
        var kind = TokenizerKinds.Of(config);
        if (kind is null or TokenizerKind.Bert or TokenizerKind.MPNet && TryReadFile(folder, "vocab.txt") is { } lines)
            return BertConversion.Convert(VocabularyFiles.FromLines(lines.Bytes, lines.Path), config, kind ?? TokenizerKind.Bert);
        if (TryReadFile(folder, "vocab.json") is { } vocabulary && TryReadFile(folder, "merges.txt") is { } merges)
            return BytePairConversion.Convert(vocabulary, merges, config, kind ?? TokenizerKind.Gpt2);
        foreach (var name in SentencePieceNames)
        {
            if (TryReadFile(folder, name) is { } model)
            {
                return SentencePieceConversion.Convert(SentencePieceFile.Read(model.Bytes, model.Path), config, kind
                    ?? throw new InvalidDataException($"The folder '{folder}' has {name} but neither a tokenizer_class nor a known model_type that would say how to use it."));
            }
        }
        if (Directory.EnumerateFiles(folder, "*.tiktoken").Order(StringComparer.Ordinal).FirstOrDefault() is { } ranks)
            return TiktokenConversion.Convert(BoundedFile.ReadAllBytes(ranks, JsonLimits.Large.MaximumBytes), ranks, config);
        throw new FileNotFoundException(
            $"The folder '{folder}' holds no tokenizer: there is neither tokenizer.json nor vocab.txt, vocab.json with merges.txt, a SentencePiece model ({string.Join(", ", SentencePieceNames)}) or a .tiktoken file.");
    }
}

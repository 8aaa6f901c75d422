using System.Text.Json;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// A pre-trained model in the layout of the Hugging Face Hub: <c>config.json</c>, weights, tokenizer files.
/// </summary>
public sealed class CheckpointFolder
{
    /// <summary>The name of the configuration file.</summary>
    public const string ConfigFileName = "config.json";

    private readonly Lazy<JsonElement> _config;

    private CheckpointFolder(string path)
    {
        Path = path;
        _config = new Lazy<JsonElement>(ReadConfig);
    }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The configuration, an object. Read at the first use.</summary>
    /// <exception cref="FileNotFoundException">The folder has no <c>config.json</c>.</exception>
    /// <exception cref="InvalidDataException">The file is too large, not valid JSON, or not an object.</exception>
    public JsonElement Config => _config.Value;

    /// <summary>Opens a folder; nothing is read yet.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static CheckpointFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
            return new CheckpointFolder(full);
        if (File.Exists(full))
            throw new DirectoryNotFoundException($"{full} is a file; a model is named by the folder that holds its config.json.");
        throw new DirectoryNotFoundException($"The model folder {full} does not exist.");
    }

    /// <summary>Opens the weights, in the order in which other readers prefer the forms.</summary>
    /// <returns>The weights; the caller disposes of them.</returns>
    /// <exception cref="FileNotFoundException">The folder has no weights in a form that is read.</exception>
    /// <exception cref="InvalidDataException">A file of weights or their index is malformed.</exception>
    public CheckpointWeights OpenWeights() => CheckpointWeights.OpenFolder(Path);

    /// <summary>Reads a small file of the folder, up to 128 MiB.</summary>
    /// <param name="fileName">Its path within the folder.</param>
    /// <returns>Its bytes, or null when there is no such file.</returns>
    /// <exception cref="InvalidDataException">The name leaves the folder, or the file is too large.</exception>
    public byte[]? TryRead(string fileName)
    {
        var path = SafePath.Combine(Path, fileName);
        return File.Exists(path) ? BoundedFile.ReadAllBytes(path, JsonLimits.Large.MaximumBytes) : null;
    }

    private JsonElement ReadConfig()
    {
        var path = System.IO.Path.Combine(Path, ConfigFileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The model folder {Path} has no {ConfigFileName}; a model needs one in the Hugging Face layout.", path);
        using var document = BoundedJson.Load(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: the configuration is a JSON {document.RootElement.ValueKind}; it must be an object.");
        return document.RootElement.Clone();
    }
}

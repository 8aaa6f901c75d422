using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer.SentenceTransformers;

/// <summary>What a model folder says of how texts become vectors. A plain checkpoint says nothing.</summary>
internal sealed record SentenceModel
{
    private const string PromptsFileName = "config_sentence_transformers.json";

    /// <summary>The folder of the encoder and its tokenizer.</summary>
    public required string EncoderFolder { get; init; }

    /// <summary>How tokens are combined; null where it is not said.</summary>
    public SentencePooling? Pooling { get; init; }

    /// <summary>The folders of the dense layers, in order.</summary>
    public IReadOnlyList<string> DenseFolders { get; init; } = [];

    /// <summary>The layers that serve best as features; null where it is not said.</summary>
    public Layers? Layers { get; init; }

    /// <summary>Whether vectors are divided by their length; null where it is not said.</summary>
    public bool? Normalize { get; init; }

    /// <summary>The longest sequence that the model is meant for.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>Whether texts are lower-cased before they are tokenized.</summary>
    public bool LowerCase { get; init; }

    /// <summary>Texts that are put before those that are embedded, by their purpose.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The prompt that is used where none is asked for.</summary>
    public string? DefaultPrompt { get; init; }

    /// <summary>What a shipped model says.</summary>
    /// <param name="folder">Where its files are, or its id.</param>
    /// <param name="options">How its texts become vectors.</param>
    public static SentenceModel OfShipped(string folder, EmbeddingOptions options) => new()
    {
        EncoderFolder = folder,
        Layers = options.Layers,
        Pooling = options.Pooling is { } pooling ? new SentencePooling(pooling, IncludesPrompt: true) : null,
    };

    /// <summary>Reads what a model says, which is fetched where it is one of the Hub.</summary>
    /// <param name="model">A folder, or a name on the Hub.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, nor is it a name on the Hub.</exception>
    public static SentenceModel Find(string model, HubOptions? hub) => Directory.Exists(model) || HubModel.IsName(model)
        ? Read(HubModel.Locate(model, hub))
        : throw new DirectoryNotFoundException(
            $"There is no model '{model}': neither a folder of that name nor a shipped model. Shipped: {string.Join(", ", ShippedModels.Names)}. Models of the Hub are named 'organization/name'.");

    /// <summary>Reads what a folder says.</summary>
    /// <exception cref="FileNotFoundException">A module lacks its configuration.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or asks for something that is not supported; the message names it.</exception>
    public static SentenceModel Read(string folder)
    {
        var modules = SentenceModules.ReadList(folder);
        if (modules.Count == 0)
            return new SentenceModel { EncoderFolder = folder };
        var encoder = FolderOf(modules[0]);
        var (maximumLength, lowerCase) = ReadLimits(encoder);
        var (prompts, defaultPrompt) = ReadPrompts(Path.Combine(folder, PromptsFileName));
        return new SentenceModel
        {
            EncoderFolder = encoder,
            Pooling = SentencePooling.Read(FolderOf(modules.Single(module => module.Kind == SentenceModuleKind.Pooling))),
            DenseFolders = [.. modules.Where(module => module.Kind == SentenceModuleKind.Dense).Select(FolderOf)],
            Normalize = modules.Any(module => module.Kind == SentenceModuleKind.Normalize),
            MaximumLength = maximumLength,
            LowerCase = lowerCase,
            Prompts = prompts,
            DefaultPrompt = defaultPrompt,
        };

        string FolderOf(SentenceModule module) => module.Folder.Length == 0 ? folder : SafePath.Combine(folder, module.Folder);
    }

    /// <summary>The options with everything filled in that they leave to the model.</summary>
    /// <exception cref="ArgumentException">They name a prompt that the model does not have, or one that it cannot leave out of pooling.</exception>
    public EmbeddingOptions Complete(EmbeddingOptions options, string model)
    {
        var name = options.PromptName ?? (options.Prompt is null ? DefaultPrompt : null);
        string? prompt = options.Prompt;
        if (name is not null && !Prompts.TryGetValue(name, out prompt))
            throw new ArgumentException($"{model} has no prompt '{name}'; it has {(Prompts.Count == 0 ? "none" : string.Join(", ", Prompts.Keys.Order(StringComparer.Ordinal)))}.", nameof(options));
        if (!string.IsNullOrEmpty(prompt) && Pooling is { IncludesPrompt: false })
            throw new ArgumentException($"{model} leaves the tokens of a prompt out of pooling ('include_prompt' is false), which is not supported; use it without a prompt, with Prompt = \"\".", nameof(options));
        return options with
        {
            Layers = options.Layers ?? Layers ?? Transfer.Layers.Last,
            Pooling = options.Pooling ?? Pooling?.Pooling ?? Transfer.Pooling.Mean,
            Normalize = options.Normalize ?? Normalize ?? false,
            MaximumLength = options.MaximumLength ?? MaximumLength,
            PromptName = name,
            Prompt = prompt,
        };
    }

    private static (int? MaximumLength, bool LowerCase) ReadLimits(string folder)
    {
        // sentence_bert_config.json; older versions of the library put the family of the encoder there.
        if (Directory.EnumerateFiles(folder, "sentence_*_config.json").Order(StringComparer.Ordinal).FirstOrDefault() is not { } path)
            return (null, false);
        using var json = BoundedJson.Load(path);
        var root = Object(json, path);
        int? maximum = null;
        if (root.TryGetProperty("max_seq_length", out var length) && length.ValueKind != JsonValueKind.Null)
        {
            maximum = length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out var number) && number > 0
                ? number
                : throw new InvalidDataException($"{path}: 'max_seq_length' must be a whole number of at least 1.");
        }
        return (maximum, root.TryGetProperty("do_lower_case", out var lower) && lower.ValueKind == JsonValueKind.True);
    }

    private static (IReadOnlyDictionary<string, string> Prompts, string? Default) ReadPrompts(string path)
    {
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return (prompts, null);
        using var json = BoundedJson.Load(path);
        var root = Object(json, path);
        if (root.TryGetProperty("prompts", out var list) && list.ValueKind == JsonValueKind.Object)
        {
            foreach (var prompt in list.EnumerateObject())
                prompts.Add(prompt.Name, prompt.Value.ValueKind == JsonValueKind.String ? prompt.Value.GetString()! : throw new InvalidDataException($"{path}: the prompt '{prompt.Name}' is no text."));
        }
        if (!root.TryGetProperty("default_prompt_name", out var name) || name.ValueKind == JsonValueKind.Null)
            return (prompts, null);
        return name.ValueKind == JsonValueKind.String && prompts.ContainsKey(name.GetString()!)
            ? (prompts, name.GetString())
            : throw new InvalidDataException($"{path}: 'default_prompt_name' is {name.GetRawText()}, which is none of the prompts.");
    }

    private static JsonElement Object(JsonDocument json, string path) => json.RootElement.ValueKind == JsonValueKind.Object
        ? json.RootElement
        : throw new InvalidDataException($"{path}: expected an object; found {json.RootElement.ValueKind}.");
}

using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.SentenceTransformers;

/// <summary>A step of a sentence-transformers model.</summary>
internal enum SentenceModuleKind
{
    Transformer,
    Pooling,
    Dense,
    Normalize,

    /// <summary>At work in training only.</summary>
    Dropout,
}

/// <summary>An entry of <c>modules.json</c>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Folder">Its folder within the model, parts joined by slashes; empty for the model's own.</param>
internal sealed record SentenceModule(SentenceModuleKind Kind, string Folder)
{
    public bool HasConfiguration => Kind is SentenceModuleKind.Pooling or SentenceModuleKind.Dense;

    public bool HasWeights => Kind is SentenceModuleKind.Dense;
}

/// <summary>The steps of a sentence-transformers model (Reimers and Gurevych, 2019), as its <c>modules.json</c> lists them.</summary>
internal static class SentenceModules
{
    private const string FileName = "modules.json";
    private const string TypePrefix = "sentence_transformers.";

    /// <summary>Reads the list.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <returns>The steps in order; none where the folder has no list.</returns>
    /// <exception cref="InvalidDataException">The list is malformed, leads out of the folder, or names a step that is not known or not in its place.</exception>
    public static IReadOnlyList<SentenceModule> ReadList(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return [];
        using var json = BoundedJson.Load(path);
        if (json.RootElement.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{path}: expected a list of modules; found {json.RootElement.ValueKind}.");
        SentenceModule[] modules = [.. json.RootElement.EnumerateArray().Select((module, index) => Read(module, $"{path}: module {index}", path))];
        CheckOrder(modules, path);
        return modules;
    }

    private static SentenceModule Read(JsonElement module, string place, string path)
    {
        if (module.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{place}: expected an object; found {module.ValueKind}.");
        var type = Text("type");
        // Classes of the library itself only: one of another package that has the same name does something else.
        var name = type.StartsWith(TypePrefix, StringComparison.Ordinal) ? type[(type.LastIndexOf('.') + 1)..] : null;
        if (name is null || !Enum.GetNames<SentenceModuleKind>().Contains(name, StringComparer.Ordinal))
            throw new InvalidDataException($"{place}: the module type {UntrustedText.Quote(type)} is not supported; supported are {string.Join(", ", Enum.GetNames<SentenceModuleKind>())} of {TypePrefix}models.");
        var folder = Text("path");
        if (folder.Length > 0)
            _ = SafePath.Combine(Path.GetDirectoryName(path)!, folder, path);
        return new SentenceModule(Enum.Parse<SentenceModuleKind>(name), folder.Replace('\\', '/'));

        string Text(string member) => module.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"{place}: the text '{member}' is missing.");
    }

    private static void CheckOrder(SentenceModule[] modules, string path)
    {
        var kinds = modules.Where(module => module.Kind != SentenceModuleKind.Dropout).Select(module => module.Kind).ToArray();
        var dense = kinds.Skip(2).TakeWhile(kind => kind == SentenceModuleKind.Dense).Count();
        if (kinds is [SentenceModuleKind.Transformer, SentenceModuleKind.Pooling, ..] && kinds[(2 + dense)..] is [] or [SentenceModuleKind.Normalize])
            return;
        throw new InvalidDataException($"{path}: the modules are {string.Join(", ", kinds)}; supported is a Transformer, then Pooling, then any number of Dense, then at most one Normalize.");
    }
}

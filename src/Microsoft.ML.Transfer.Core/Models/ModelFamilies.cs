using System.Text.Json;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The families that this library knows, by <c>model_type</c>.</summary>
internal static class ModelFamilies
{
    /// <summary>All families; a new one is a line here.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } =
    [
        Albert.Family,
        Bart.Family,
        Bert.Family,
        Deberta.Family,
        DebertaV2.Family,
        DistilBert.Family,
        Electra.Family,
        Gpt2.Family,
        GptNeoX.Family,
        Llama.Family,
        Mistral.Family,
        ModernBert.Family,
        MpNet.Family,
        Opt.Family,
        Qwen2.Family,
        Roberta.Family,
        T5.Family,
        XlmRoberta.Family,
    ];

    private static readonly Dictionary<string, ModelFamily> ByType = All.ToDictionary(family => family.ModelType, StringComparer.Ordinal);

    /// <summary>The family of a configuration.</summary>
    /// <param name="config">The root of a <c>config.json</c>.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="InvalidDataException">There is no <c>model_type</c>, or none that is known; the message lists those that are.</exception>
    public static ModelFamily Of(JsonElement config, string source)
    {
        if (config.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{source}: expected an object; found {config.ValueKind}.");
        return Of(new ConfigReader(config, source).Text("model_type"), source);
    }

    /// <summary>The family of a name.</summary>
    /// <exception cref="InvalidDataException">It is not known; the message lists those that are.</exception>
    public static ModelFamily Of(string modelType, string source) => ByType.TryGetValue(modelType, out var family)
        ? family
        : throw new InvalidDataException($"{source}: the model type '{modelType}' is not supported; supported: {string.Join(", ", ByType.Keys.Order(StringComparer.Ordinal))}.");
}

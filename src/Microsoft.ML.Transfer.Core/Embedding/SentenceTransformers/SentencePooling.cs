using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.SentenceTransformers;

/// <summary>What the configuration of a pooling module says.</summary>
/// <param name="Pooling">How tokens are combined.</param>
/// <param name="IncludesPrompt">Whether the tokens of a prompt are among them.</param>
internal sealed record SentencePooling(Pooling Pooling, bool IncludesPrompt)
{
    private const string ModePrefix = "pooling_mode_";

    // The members of older configurations, and the names that newer ones give the same things.
    private static readonly Dictionary<string, Pooling> Modes = new(StringComparer.Ordinal)
    {
        ["cls_token"] = Pooling.Cls,
        ["cls"] = Pooling.Cls,
        ["mean_tokens"] = Pooling.Mean,
        ["mean"] = Pooling.Mean,
        ["max_tokens"] = Pooling.Max,
        ["max"] = Pooling.Max,
        ["mean_sqrt_len_tokens"] = Pooling.SqrtLength,
        ["lasttoken"] = Pooling.Last,
        ["weightedmean_tokens"] = Pooling.WeightedMean,
        ["weightedmean"] = Pooling.WeightedMean,
    };

    /// <exception cref="FileNotFoundException">The folder has no configuration.</exception>
    /// <exception cref="InvalidDataException">It is malformed, or asks for a pooling that is not known, or for several.</exception>
    public static SentencePooling Read(string folder)
    {
        var path = Path.Combine(folder, CheckpointFolder.ConfigFileName);
        using var json = BoundedJson.Load(path);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: expected an object; found {json.RootElement.ValueKind}.");
        var modes = new List<string>();
        if (json.RootElement.TryGetProperty("pooling_mode", out var named))
            modes.AddRange(named.ValueKind == JsonValueKind.Array ? named.EnumerateArray().Select(mode => mode.ToString()) : [named.ToString()]);
        modes.AddRange(json.RootElement.EnumerateObject()
            .Where(member => member.Name.StartsWith(ModePrefix, StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.True)
            .Select(member => member.Name[ModePrefix.Length..]));
        if (modes is not [var only])
            throw new InvalidDataException($"{path}: {(modes.Count == 0 ? "no pooling mode is chosen" : $"the pooling modes {string.Join(", ", modes.Select(UntrustedText.Quote))} are chosen together")}; exactly one is supported.");
        if (!Modes.TryGetValue(only, out var pooling))
            throw new InvalidDataException($"{path}: the pooling mode {UntrustedText.Quote(only)} is not supported; supported are {string.Join(", ", Modes.Keys)}.");
        return new SentencePooling(pooling, !json.RootElement.TryGetProperty("include_prompt", out var include) || include.ValueKind != JsonValueKind.False);
    }
}

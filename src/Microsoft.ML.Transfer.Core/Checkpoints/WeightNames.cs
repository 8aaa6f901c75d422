using System.Collections.Immutable;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// How a family of checkpoints names its tensors: a table from this library's parameter paths to theirs, kept apart from the model.
/// </summary>
/// <remarks>
/// A rule maps the path of a module; the last part of the path (<c>weight</c>, <c>bias</c>) is carried over. <c>{i}</c> stands for a layer's
/// number: the rule <c>layers/{i}/attention/query</c> → <c>encoder.layer.{i}.attention.self.query</c> gives
/// <c>layers/3/attention/query/weight</c> the name <c>encoder.layer.3.attention.self.query.weight</c>.
/// </remarks>
public sealed class WeightNames
{
    private const string Number = "{i}";
    private readonly ImmutableDictionary<string, string> _rules;

    /// <summary>Creates the table.</summary>
    /// <param name="rules">From module paths to module names.</param>
    public WeightNames(IEnumerable<(string Path, string Name)> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules.ToImmutableDictionary(rule => rule.Path, rule => rule.Name, StringComparer.Ordinal);
    }

    /// <summary>What checkpoints of a whole task model put before the encoder's names (<c>bert.</c>); those of the bare encoder leave it out.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Endings that older checkpoints use in place of newer ones, such as <c>LayerNorm.gamma</c> for <c>LayerNorm.weight</c>.</summary>
    public ImmutableArray<(string Ending, string OldEnding)> OldEndings { get; init; } = [];

    /// <summary>
    /// Beginnings of names that a checkpoint may hold and the encoder does not read: task heads, and constants that are not parameters.
    /// </summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>The name of a parameter in a checkpoint of the bare encoder.</summary>
    /// <exception cref="KeyNotFoundException">No rule covers the path.</exception>
    public string NameOf(ParameterPath path)
    {
        var parts = path.Value.Split('/');
        var layer = Array.FindIndex(parts, part => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _));
        var number = layer < 0 ? string.Empty : parts[layer];
        if (layer >= 0)
            parts[layer] = Number;
        var module = string.Join('/', parts[..^1]);
        return _rules.TryGetValue(module, out var name)
            ? $"{name.Replace(Number, number, StringComparison.Ordinal)}.{parts[^1]}"
            : throw new KeyNotFoundException($"No weight name is known for the parameter '{path}'.");
    }

    /// <summary>The names under which a parameter may stand in a checkpoint, the most usual first.</summary>
    public IEnumerable<string> CandidatesFor(ParameterPath path)
    {
        var name = NameOf(path);
        var old = OldEndings.Where(ending => name.EndsWith(ending.Ending, StringComparison.Ordinal))
            .Select(ending => name[..^ending.Ending.Length] + ending.OldEnding);
        var bare = old.Prepend(name).ToArray();
        return Prefix.Length == 0 ? bare : [.. bare.Select(candidate => Prefix + candidate), .. bare];
    }

    /// <summary>Whether a tensor of a checkpoint is known to be no part of the encoder.</summary>
    public bool IsIgnored(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = Prefix.Length > 0 && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Ignored.Any(beginning => bare.StartsWith(beginning, StringComparison.Ordinal));
    }
}

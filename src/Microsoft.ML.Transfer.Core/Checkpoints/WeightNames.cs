using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// How a family of checkpoints names its tensors: a table from this library's parameter paths to theirs, kept apart from the model.
/// </summary>
/// <remarks>
/// A rule maps the path of a module; the last part of the path (<c>weight</c>, <c>bias</c>) is carried over. A rule for the path of a parameter
/// comes before that of its module. <c>{i}</c> and <c>{j}</c> stand for the first and second number of a path: the rule
/// <c>layers/{i}/attention/query</c> → <c>encoder.layer.{i}.attention.self.query</c> gives <c>layers/3/attention/query/weight</c> the name
/// <c>encoder.layer.3.attention.self.query.weight</c>.
/// </remarks>
public sealed class WeightNames
{
    private static readonly string[] Numbers = ["{i}", "{j}"];
    private readonly ImmutableDictionary<string, WeightRule> _rules;

    /// <summary>Creates the table.</summary>
    /// <param name="rules">From module paths to module names.</param>
    public WeightNames(IEnumerable<(string Path, string Name)> rules)
        : this((rules ?? throw new ArgumentNullException(nameof(rules))).Select(rule => (WeightRule)rule))
    {
    }

    internal WeightNames(IEnumerable<WeightRule> rules) =>
        _rules = rules.ToImmutableDictionary(rule => rule.Path, StringComparer.Ordinal);

    /// <summary>What checkpoints of a whole task model put before the encoder's names (<c>bert.</c>); those of the bare encoder leave it out.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Endings that older checkpoints use in place of newer ones, such as <c>LayerNorm.gamma</c> for <c>LayerNorm.weight</c>.</summary>
    public ImmutableArray<(string Ending, string OldEnding)> OldEndings { get; init; } = [];

    /// <summary>
    /// Beginnings of names that a checkpoint may hold and the encoder does not read: task heads, and constants that are not parameters.
    /// <c>{i}</c> stands for any number.
    /// </summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>The same table with more rules.</summary>
    internal WeightNames With(IEnumerable<WeightRule> rules) =>
        new(_rules.Values.Concat(rules)) { Prefix = Prefix, OldEndings = OldEndings, Ignored = Ignored };

    /// <summary>The same table for checkpoints that hold more that is not read.</summary>
    internal WeightNames Ignoring(string beginning) =>
        new(_rules.Values) { Prefix = Prefix, OldEndings = OldEndings, Ignored = Ignored.Add(beginning) };

    /// <summary>The same table without some rules.</summary>
    internal WeightNames Without(params ReadOnlySpan<string> paths) =>
        new(_rules.RemoveRange(paths.ToArray()).Values) { Prefix = Prefix, OldEndings = OldEndings, Ignored = Ignored };

    /// <summary>The same table for checkpoints with another prefix and other heads.</summary>
    internal WeightNames ForPrefix(string prefix, params ImmutableArray<string> ignored) =>
        new(_rules.Values) { Prefix = prefix, OldEndings = OldEndings, Ignored = ignored };

    /// <summary>The name of a parameter in a checkpoint of the bare encoder.</summary>
    /// <exception cref="KeyNotFoundException">No rule covers the path.</exception>
    public string NameOf(ParameterPath path) => Find(path).Name;

    /// <summary>The names under which a parameter may stand in a checkpoint, the most usual first.</summary>
    public IEnumerable<string> CandidatesFor(ParameterPath path)
    {
        var (rule, name) = Find(path);
        var old = OldEndings.Where(ending => name.EndsWith(ending.Ending, StringComparison.Ordinal))
            .Select(ending => name[..^ending.Ending.Length] + ending.OldEnding);
        var bare = old.Prepend(name).ToArray();
        return Prefix.Length == 0 || !rule.HasPrefix ? bare : [.. bare.Select(candidate => Prefix + candidate), .. bare];
    }

    /// <summary>Whether a tensor of a checkpoint is known to be no part of the encoder.</summary>
    public bool IsIgnored(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = Prefix.Length > 0 && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Ignored.Any(beginning => BeginsWith(bare, beginning) || BeginsWith(name, beginning));
    }

    /// <summary>How a parameter stands in the tensor of its name; null where it is that tensor.</summary>
    internal TensorLayout? LayoutOf(ParameterPath path) => Find(path).Rule.Layout;

    private static bool BeginsWith(string name, string beginning) => beginning.Contains(Numbers[0], StringComparison.Ordinal)
        ? Regex.IsMatch(name, "^" + Regex.Escape(beginning).Replace("\\{i}", "[0-9]+", StringComparison.Ordinal), RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1))
        : name.StartsWith(beginning, StringComparison.Ordinal);

    private (WeightRule Rule, string Name) Find(ParameterPath path)
    {
        var parts = path.Value.Split('/');
        var pattern = (string[])parts.Clone();
        var found = new List<string>();
        for (var i = 0; i < parts.Length && found.Count < Numbers.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                continue;
            pattern[i] = Numbers[found.Count];
            found.Add(parts[i]);
        }
        foreach (var key in new[] { path.Value, string.Join('/', pattern), string.Join('/', parts[..^1]), string.Join('/', pattern[..^1]) })
        {
            if (!_rules.TryGetValue(key, out var rule))
                continue;
            var name = rule.Name;
            for (var i = 0; i < found.Count; i++)
                name = name.Replace(Numbers[i], found[i], StringComparison.Ordinal);
            return (rule, rule.IsForParameter ? name : $"{name}.{parts[^1]}");
        }
        throw new KeyNotFoundException($"No weight name is known for the parameter '{path}'.");
    }
}

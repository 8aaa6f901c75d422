using Microsoft.ML.Transfer.TestSupport.Api;

namespace MLNet.Compat.Tests.Signatures;

/// <summary>Finds the lines of an API that the facts do not have. An API may lack what the facts have: it is a subset.</summary>
internal sealed class ApiComparer
{
    private const string Obsolete = " [Obsolete]";
    private const string Internal = " [internal]";
    private static readonly string[] Kinds = ["abstract class", "sealed class", "static class", "class", "struct", "interface"];

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeLine> _types = new(StringComparer.Ordinal);

    /// <summary>A comparer that knows the lines of the signature files.</summary>
    internal ApiComparer(IEnumerable<string> facts)
    {
        foreach (var fact in facts.Select(WithoutMark))
        {
            _members.Add(fact);
            if (TypeLine.Parse(fact) is { } type)
                _types[type.Name] = type;
        }
    }

    /// <summary>The lines that name what ML.NET lacks, or has with another signature.</summary>
    internal IEnumerable<string> Strangers(IEnumerable<string> lines) => lines.Where(line => !IsKnown(WithoutMark(line))).Order(StringComparer.Ordinal);

    private bool IsKnown(string line)
    {
        // A type may keep to itself a constructor that ML.NET offers.
        if (_members.Contains(line) || line.EndsWith(PublicApi.NoConstructor, StringComparison.Ordinal))
            return true;
        // A type may leave out interfaces, and nobody outside sees which internal ones it has. Its kind and base class must be the same.
        return TypeLine.Parse(line) is { } type && _types.TryGetValue(type.Name, out var fact)
            && type.Kind == fact.Kind && type.Constraints == fact.Constraints
            && type.Bases.All(contract => fact.Bases.Contains(contract, StringComparer.Ordinal))
            && fact.Bases.Where(TypeLine.IsClass).All(parent => type.Bases.Contains(parent, StringComparer.Ordinal));
    }

    // Whether a member is marked obsolete does not change how it is called.
    private static string WithoutMark(string line) =>
        line.EndsWith(Obsolete, StringComparison.Ordinal) ? line[..^Obsolete.Length] : line;

    private sealed record TypeLine(string Name, string Kind, string[] Bases, string Constraints)
    {
        internal static TypeLine? Parse(string line)
        {
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 0)
                return null;
            var rest = line[(colon + 3)..];
            var kind = Array.Find(Kinds, kind => rest == kind || rest.StartsWith(kind + " ", StringComparison.Ordinal));
            if (kind is null)
                return null;
            rest = rest[kind.Length..];
            var where = rest.IndexOf(" where ", StringComparison.Ordinal);
            var constraints = where < 0 ? "" : rest[where..];
            var bases = where < 0 ? rest : rest[..where];
            return new TypeLine(line[..colon], kind, [.. Split(bases.TrimStart(' ', ':')).Where(item => item.Length > 0 && !item.EndsWith(Internal, StringComparison.Ordinal))], constraints);
        }

        // By the naming rule, an interface's name is an I and another capital.
        internal static bool IsClass(string name)
        {
            var generic = name.IndexOf('<', StringComparison.Ordinal);
            var simple = (generic < 0 ? name : name[..generic]).Split('.')[^1];
            return !(simple.Length > 1 && simple[0] == 'I' && char.IsUpper(simple[1]));
        }

        // At the commas that stand between bases, not between type arguments.
        private static IEnumerable<string> Split(string list)
        {
            var depth = 0;
            var start = 0;
            for (var i = 0; i < list.Length; i++)
            {
                depth += list[i] == '<' ? 1 : list[i] == '>' ? -1 : 0;
                if (list[i] == ',' && depth == 0)
                {
                    yield return list[start..i].Trim();
                    start = i + 1;
                }
            }
            yield return list[start..].Trim();
        }
    }
}

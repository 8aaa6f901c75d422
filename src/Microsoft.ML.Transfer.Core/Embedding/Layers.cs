using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Which layers of an encoder features are taken from. Layer 0 is the output of the embeddings, layer k that of the k-th transformer layer;
/// negative numbers count from the end, −1 being the last. Immutable, compared by value, and written and read as text:
/// <c>last</c>, <c>all</c>, <c>4</c>, <c>mean:1-4</c>, <c>concat:3,4</c>.
/// </summary>
public sealed class Layers : IEquatable<Layers>
{
    private readonly Kind _kind;
    private readonly ImmutableArray<int> _layers;
    private readonly bool _isRange;

    private Layers(Kind kind, ImmutableArray<int> layers, bool isRange = false) => (_kind, _layers, _isRange) = (kind, layers, isRange);

    private enum Kind
    {
        Single,
        Mean,
        Concat,
        All,
    }

    /// <summary>The last layer.</summary>
    public static Layers Last { get; } = new(Kind.Single, [-1]);

    /// <summary>All layers, the embeddings included, one after the other in one vector.</summary>
    public static Layers All { get; } = new(Kind.All, []);

    /// <summary>Whether the layers are averaged, rather than put one after the other.</summary>
    internal bool IsMean => _kind == Kind.Mean;

    /// <summary>One layer.</summary>
    public static Layers At(int layer) => new(Kind.Single, [layer]);

    /// <summary>The mean of the layers <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static Layers Mean(int first, int last) => new(Kind.Mean, [first, last], isRange: true);

    /// <summary>The vectors of several layers, one after the other, in the order given.</summary>
    /// <exception cref="ArgumentException">No layer is given.</exception>
    public static Layers Concat(params ReadOnlySpan<int> layers) => layers.IsEmpty
        ? throw new ArgumentException("At least one layer must be given.", nameof(layers))
        : new Layers(Kind.Concat, [.. layers]);

    /// <summary>Reads what <see cref="ToString"/> writes; a range may also stand in <c>concat</c>, a list in <c>mean</c>.</summary>
    /// <exception cref="FormatException">The text is none of the forms; the message names them.</exception>
    public static Layers Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.Equals("last", StringComparison.OrdinalIgnoreCase))
            return Last;
        if (trimmed.Equals("all", StringComparison.OrdinalIgnoreCase))
            return All;
        if (TryNumber(trimmed, out var layer))
            return At(layer);
        foreach (var (prefix, kind) in (ReadOnlySpan<(string, Kind)>)[("mean:", Kind.Mean), ("concat:", Kind.Concat)])
        {
            if (!trimmed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var list = trimmed[prefix.Length..];
            if (TryRange(list, out var first, out var last))
                return new Layers(kind, [first, last], isRange: true);
            var parts = list.Split(',');
            var layers = new int[parts.Length];
            if (parts.Index().All(part => TryNumber(part.Item, out layers[part.Index])))
                return new Layers(kind, [.. layers]);
        }
        throw new FormatException($"'{text}' names no layers; expected last, all, a number, mean:1-4 or concat:3,4.");
    }

    /// <summary>The layers of an encoder that are meant, in order, counted from 0.</summary>
    /// <param name="layerCount">The number of the encoder's last layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has no such layer.</exception>
    internal ImmutableArray<int> Resolve(int layerCount)
    {
        if (_kind == Kind.All)
            return [.. Enumerable.Range(0, layerCount + 1)];
        var layers = _layers.Select(layer => Absolute(layer, layerCount)).ToImmutableArray();
        if (!_isRange)
            return layers;
        return layers[0] <= layers[1]
            ? [.. Enumerable.Range(layers[0], layers[1] - layers[0] + 1)]
            : throw new ArgumentOutOfRangeException(nameof(layerCount), $"The layers '{this}' run backwards.");
    }

    /// <inheritdoc/>
    public bool Equals(Layers? other) => other is not null && ToString().Equals(other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _kind switch
    {
        Kind.All => "all",
        Kind.Single => _layers[0] == -1 ? "last" : Text(_layers[0]),
        _ => $"{(_kind == Kind.Mean ? "mean" : "concat")}:{string.Join(_isRange ? '-' : ',', _layers.Select(Text))}",
    };

    private static int Absolute(int layer, int layerCount)
    {
        var absolute = layer < 0 ? layerCount + 1 + layer : layer;
        return absolute >= 0 && absolute <= layerCount
            ? absolute
            : throw new ArgumentOutOfRangeException(nameof(layer), layer, $"This encoder has the layers 0 (embeddings) to {Text(layerCount)}.");
    }

    /// <summary>A range of two numbers, either of which may be negative: <c>1-4</c>, <c>-4--1</c>.</summary>
    private static bool TryRange(string text, out int first, out int last)
    {
        (first, last) = (0, 0);
        var dash = text.Length < 2 ? -1 : text.IndexOf('-', 1);
        return dash > 0 && TryNumber(text[..dash], out first) && TryNumber(text[(dash + 1)..], out last);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

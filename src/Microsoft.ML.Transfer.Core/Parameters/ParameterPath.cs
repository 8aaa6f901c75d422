namespace Microsoft.ML.Transfer.Parameters;

/// <summary>
/// The place of a parameter in a model, such as <c>layers/3/attention/query/weight</c>: this library's own names, the same for every
/// architecture, built from explicit strings.
/// </summary>
/// <param name="Value">The parts, joined by slashes.</param>
public readonly record struct ParameterPath(string Value)
{
    /// <summary>The path of nothing, from which others are built.</summary>
    public static ParameterPath Root { get; } = new(string.Empty);

    /// <summary>Appends a part.</summary>
    public static ParameterPath operator /(ParameterPath path, string part) =>
        new(string.IsNullOrEmpty(path.Value) ? part : $"{path.Value}/{part}");

    /// <summary>Appends a number, such as that of a layer.</summary>
    public static ParameterPath operator /(ParameterPath path, int part) =>
        path / part.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Appends a part.</summary>
    public static ParameterPath Divide(ParameterPath left, string right) => left / right;

    /// <inheritdoc/>
    public override string ToString() => Value;
}

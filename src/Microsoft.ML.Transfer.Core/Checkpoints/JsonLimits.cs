namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>How much JSON is read before a file is refused.</summary>
/// <param name="MaximumBytes">The most bytes.</param>
/// <param name="MaximumDepth">The most levels of objects and arrays within each other.</param>
public sealed record JsonLimits(int MaximumBytes, int MaximumDepth)
{
    /// <summary>For configurations: 16 MiB, 64 levels. Real ones have a few kilobytes; with long label lists, some hundreds.</summary>
    public static JsonLimits Configuration { get; } = new(16 << 20, 64);

    /// <summary>For tokenizers and weight indexes: 128 MiB, 64 levels. The largest tokenizers in use have about 35 MB.</summary>
    public static JsonLimits Large { get; } = new(128 << 20, 64);
}

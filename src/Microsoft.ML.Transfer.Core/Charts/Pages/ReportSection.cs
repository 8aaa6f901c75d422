namespace Microsoft.ML.Transfer.Charts;

/// <summary>A part of a page: a picture with the table of its numbers beside it.</summary>
/// <param name="Heading">What it is about.</param>
public sealed record ReportSection(string Heading)
{
    /// <summary>What is to be said of it, a paragraph each.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>The picture; null for none.</summary>
    public Chart? Chart { get; init; }

    /// <summary>The numbers; null for none.</summary>
    public ReportTable? Table { get; init; }
}

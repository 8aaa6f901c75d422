namespace Microsoft.ML.Transfer.Integration;

/// <summary>The header that ML.NET writes before a saved component and checks when it loads it.</summary>
/// <param name="ModelSignature">Exactly 8 characters that name the format.</param>
/// <param name="Written">The version this code writes.</param>
/// <param name="Readable">The oldest code version that can read what this code writes.</param>
/// <param name="Oldest">The oldest written version this code can read.</param>
/// <param name="LoaderSignature">The name under which the loader is registered, at most 24 Latin-1 characters.</param>
internal sealed record ComponentVersion(string ModelSignature, uint Written, uint Readable, uint Oldest, string LoaderSignature)
{
    /// <summary>The simple name of the assembly with the loader: no version, so that a newer library loads older models.</summary>
    public string Assembly { get; } = typeof(ComponentVersion).Assembly.GetName().Name!;
}

namespace Microsoft.ML.Transfer;

/// <summary>The words of a text, each with its class.</summary>
/// <param name="Words">The words; null is read as empty.</param>
/// <param name="Labels">The class of each word, from 0; <see cref="NoLabel"/> for a word that is not learned.</param>
public sealed record TaggedWords(IReadOnlyList<string?> Words, IReadOnlyList<int> Labels)
{
    /// <summary>The label of a word that is read, but neither learned nor counted.</summary>
    public const int NoLabel = -1;
}

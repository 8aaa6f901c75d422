namespace Microsoft.ML.Transfer.Probing;

/// <summary>How well the heads of an encoder find one kind of link, such as that from a word to its head by <c>nsubj</c>.</summary>
public sealed class AttentionLink
{
    private readonly float[] _accuracies;
    private readonly int _heads;

    internal AttentionLink(string name, int count, int heads, float[] accuracies) => (Name, Count, _heads, _accuracies) = (name, count, heads, accuracies);

    /// <summary>What links the words: a relation, or <c>all</c>.</summary>
    public string Name { get; }

    /// <summary>How many such links there are.</summary>
    public int Count { get; }

    /// <summary>The head that finds the most of them on all sentences.</summary>
    public required AttentionHead Best { get; init; }

    /// <summary>
    /// How many of them attention finds, from 0 to 1, by the best head. The head is chosen on one half of the sentences and scored on the other, and the reverse: the best of hundreds on the same
    /// sentences would look better than it is.
    /// </summary>
    public required double Accuracy { get; init; }

    /// <summary>The fixed offset that finds the most: −1 is the word before.</summary>
    public required int BestOffset { get; init; }

    /// <summary>How many the best fixed offset finds, chosen and scored as <see cref="Accuracy"/>.</summary>
    public required double OffsetAccuracy { get; init; }

    /// <summary>How many the best head of an encoder with random weights finds, chosen and scored as <see cref="Accuracy"/>; null where none was looked into.</summary>
    public double? UntrainedAccuracy { get; init; }

    /// <summary>How many a head finds on all sentences, from 0 to 1.</summary>
    /// <param name="head">The head.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public double this[AttentionHead head]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(head);
            ArgumentOutOfRangeException.ThrowIfLessThan(head.Layer, 1, nameof(head));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(head.Layer, _accuracies.Length / (2 * _heads), nameof(head));
            ArgumentOutOfRangeException.ThrowIfNegative(head.Head, nameof(head));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head.Head, _heads, nameof(head));
            return _accuracies[Finder(head, _heads)];
        }
    }

    /// <summary>Where a head stands in a list of all in both directions.</summary>
    internal static int Finder(AttentionHead head, int heads) => 2 * ((head.Layer - 1) * heads + head.Head) + (int)head.Direction;

    /// <summary>The head at a place of that list.</summary>
    internal static AttentionHead HeadAt(int finder, int heads) => new(finder / 2 / heads + 1, finder / 2 % heads, (AttentionDirection)(finder % 2));
}

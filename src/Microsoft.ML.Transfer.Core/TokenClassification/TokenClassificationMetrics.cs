using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer;

/// <summary>How well the classes of words are predicted: the accuracy of words and, where the classes tag entities, precision, recall and F1 of whole entities.</summary>
/// <remarks>
/// Entities are counted as the evaluation of the CoNLL tasks does (Tjong Kim Sang and Buchholz, 2000): one is right where its first word, its last word and its type are; tags
/// that the scheme does not allow, such as an <c>I-</c> with nothing before it, begin an entity. A word without a label is not counted and is in no entity.
/// </remarks>
public sealed record TokenClassificationMetrics
{
    private TokenClassificationMetrics()
    {
    }

    /// <summary>How many words have a label.</summary>
    public required int Words { get; init; }

    /// <summary>How many of them are predicted right.</summary>
    public required int CorrectWords { get; init; }

    /// <summary>The part of the words that is predicted right, from 0 to 1; 0 where there are none.</summary>
    public double Accuracy => Words == 0 ? 0 : (double)CorrectWords / Words;

    /// <summary>Whether the classes tag entities: whether all of their names are <c>O</c> or begin with <c>B-</c>, <c>I-</c>, <c>E-</c> or <c>S-</c>.</summary>
    public required bool HasEntities { get; init; }

    /// <summary>The entities of all types together.</summary>
    public required EntityScore Entities { get; init; }

    /// <summary>The entities of each type, in the order of their names.</summary>
    public required IReadOnlyList<EntityScore> PerEntity { get; init; }

    /// <summary>The precision of the entities of all types together, from 0 to 1.</summary>
    public double Precision => Entities.Precision;

    /// <summary>The recall of the entities of all types together, from 0 to 1.</summary>
    public double Recall => Entities.Recall;

    /// <summary>The F1 of the entities of all types together, from 0 to 1.</summary>
    public double F1 => Entities.F1;

    /// <summary>Compares predictions with labels.</summary>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="texts">The labels and the predicted classes of the words of each text; a label of <see cref="TaggedWords.NoLabel"/> does not count.</param>
    /// <exception cref="ArgumentException">A text has not one predicted class for each label, or a class that is not there.</exception>
    public static TokenClassificationMetrics Compute(IReadOnlyList<string> classNames, IEnumerable<(IReadOnlyList<int> Expected, IReadOnlyList<int> Predicted)> texts)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(texts);
        var tags = EntityTags.Of(classNames);
        var counts = new SortedDictionary<string, (int Expected, int Predicted, int Correct)>(StringComparer.Ordinal);
        var (words, right, text) = (0, 0, 0);
        foreach (var (expected, given) in texts)
        {
            Check(text++, expected, given, classNames.Count);
            var predicted = given.Select((c, i) => expected[i] == TaggedWords.NoLabel ? TaggedWords.NoLabel : c).ToArray();
            words += expected.Count(label => label != TaggedWords.NoLabel);
            right += predicted.Where((c, i) => c != TaggedWords.NoLabel && c == expected[i]).Count();
            if (tags is not null)
                Count(counts, tags.Read(expected), tags.Read(predicted));
        }
        EntityScore[] perEntity = [.. counts.Select(pair => new EntityScore(pair.Key, pair.Value.Expected, pair.Value.Predicted, pair.Value.Correct))];
        return new TokenClassificationMetrics
        {
            Words = words,
            CorrectWords = right,
            HasEntities = tags is not null,
            Entities = new EntityScore("", perEntity.Sum(score => score.Expected), perEntity.Sum(score => score.Predicted), perEntity.Sum(score => score.Correct)),
            PerEntity = perEntity,
        };
    }

    /// <summary>The numbers as a table, of a line for each type of entity.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"accuracy {Accuracy:P2} of {Words} words");
        if (!HasEntities)
            return text.ToString();
        var width = Math.Max("all".Length, PerEntity.Select(score => score.Type.Length).DefaultIfEmpty().Max());
        foreach (var (name, score) in PerEntity.Select(score => (score.Type, score)).Append(("all", Entities)))
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture,
                $"{name.PadRight(width)}  precision {score.Precision:P2}  recall {score.Recall:P2}  F1 {score.F1:P2}  expected {score.Expected}  predicted {score.Predicted}");
        }
        return text.ToString();
    }

    private static void Count(SortedDictionary<string, (int Expected, int Predicted, int Correct)> counts, List<Entity> expected, List<Entity> predicted)
    {
        foreach (var entity in expected)
            counts[entity.Type] = Of(entity) with { Expected = Of(entity).Expected + 1 };
        var sought = expected.ToHashSet();
        foreach (var entity in predicted)
        {
            var (e, p, c) = Of(entity);
            counts[entity.Type] = (e, p + 1, sought.Contains(entity) ? c + 1 : c);
        }

        (int Expected, int Predicted, int Correct) Of(Entity entity) => counts.GetValueOrDefault(entity.Type);
    }

    private static void Check(int text, IReadOnlyList<int> expected, IReadOnlyList<int> predicted, int classCount)
    {
        if (expected.Count != predicted.Count)
            throw new ArgumentException($"Text {text} has {expected.Count} labels, but {predicted.Count} predicted classes.", nameof(predicted));
        for (var i = 0; i < expected.Count; i++)
        {
            var wrong = expected[i] != TaggedWords.NoLabel && (uint)expected[i] >= (uint)classCount ? expected[i] : predicted[i];
            if ((uint)wrong >= (uint)classCount)
                throw new ArgumentException($"Word {i} of text {text} has the class {wrong}; there are the classes 0 to {classCount - 1}.", nameof(predicted));
        }
    }
}

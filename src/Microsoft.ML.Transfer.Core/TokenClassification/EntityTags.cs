namespace Microsoft.ML.Transfer;

/// <summary>Reads entities from tags in the schemes IOB1, IOB2 and IOBES: <c>O</c> outside, else <c>B-</c>, <c>I-</c>, <c>E-</c> or <c>S-</c> and the type.</summary>
internal sealed class EntityTags
{
    private readonly (char Prefix, string Type)[] _tags;

    private EntityTags((char Prefix, string Type)[] tags) => _tags = tags;

    /// <summary>The tags of classes; null where their names are not of such a scheme.</summary>
    public static EntityTags? Of(IReadOnlyList<string> classNames)
    {
        var tags = new (char Prefix, string Type)[classNames.Count];
        for (var i = 0; i < tags.Length; i++)
        {
            var name = classNames[i];
            if (name is "O")
                tags[i] = ('O', "");
            else if (name.Length > 2 && name[0] is 'B' or 'I' or 'E' or 'S' && name[1] == '-')
                tags[i] = (name[0], name[2..]);
            else
                return null;
        }
        return Array.Exists(tags, tag => tag.Prefix != 'O') ? new EntityTags(tags) : null;
    }

    /// <summary>
    /// The entities of a text. Sequences that the scheme does not allow are read as the evaluation of the CoNLL tasks does (Tjong Kim Sang and Buchholz, 2000): a word goes on with
    /// the entity of the word before where that is of the same type and has not ended, and begins one otherwise.
    /// </summary>
    /// <param name="classes">The class of each word; below 0 for a word that is in no entity.</param>
    public List<Entity> Read(IReadOnlyList<int> classes)
    {
        var entities = new List<Entity>();
        var (start, type) = (-1, "");
        for (var word = 0; word < classes.Count; word++)
        {
            var tag = classes[word] < 0 ? ('O', "") : _tags[classes[word]];
            var continues = start >= 0 && tag.Item1 is 'I' or 'E' && tag.Item2.Equals(type, StringComparison.Ordinal);
            if (start >= 0 && !continues)
                Close(word);
            if (tag.Item1 != 'O' && start < 0)
                (start, type) = (word, tag.Item2);
            if (tag.Item1 is 'E' or 'S')
                Close(word + 1);
        }
        if (start >= 0)
            Close(classes.Count);
        return entities;

        void Close(int end)
        {
            entities.Add(new Entity(start, end, type));
            start = -1;
        }
    }
}

/// <summary>Words that together name something.</summary>
/// <param name="Start">The first word.</param>
/// <param name="End">The word after the last.</param>
/// <param name="Type">What is named.</param>
internal readonly record struct Entity(int Start, int End, string Type);

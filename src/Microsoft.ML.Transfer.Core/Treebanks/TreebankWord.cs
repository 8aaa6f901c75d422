namespace Microsoft.ML.Transfer.Treebanks;

/// <summary>A word of a treebank, as a line of CoNLL-U says it; what a field leaves open is <c>_</c>, as in the file.</summary>
/// <param name="Form">The word as it stands in the text.</param>
/// <param name="Lemma">Its base form.</param>
/// <param name="Upos">Its universal part of speech.</param>
/// <param name="Xpos">Its part of speech by the treebank's own tags.</param>
/// <param name="Features">Its morphological features, such as <c>Number=Sing|Person=3</c>.</param>
/// <param name="Head">The number of the word that it depends on, from 1; 0 for the root, null where the treebank does not say.</param>
/// <param name="Relation">The relation to that word, with its subtype: <c>nsubj:pass</c>.</param>
/// <param name="Dependencies">The enhanced dependencies.</param>
/// <param name="Other">Anything else.</param>
public sealed record TreebankWord(string Form, string Lemma, string Upos, string Xpos, string Features, int? Head, string Relation, string Dependencies, string Other)
{
    /// <summary>The value of a morphological feature; null where the word does not have it.</summary>
    /// <param name="name">The feature, such as <c>Number</c>.</param>
    public string? Feature(string name)
    {
        foreach (var part in Features.Split('|'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).SequenceEqual(name))
                return part[(equals + 1)..];
        }
        return null;
    }
}

using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

/// <summary>Sentences with trees.</summary>
internal static class Parses
{
    private static readonly string[] Words = ["the", "cats", "dog", "sat", "on", "mats", "ran", "fast", "and", "it", "was", "good", "very", "barked"];

    /// <summary>Over an attractor, the copula agrees with the subject.</summary>
    public static TreebankSentence Keys { get; } = Read("""
        1	The	_	DET	_	_	2	det	_	_
        2	keys	_	NOUN	_	Number=Plur	7	nsubj	_	_
        3	of	_	ADP	_	_	5	case	_	_
        4	the	_	DET	_	_	5	det	_	_
        5	cabinet	_	NOUN	_	Number=Sing	2	nmod	_	_
        6	are	_	AUX	_	Mood=Ind|Number=Plur|Tense=Pres|VerbForm=Fin	7	cop	_	_
        7	old	_	ADJ	_	_	0	root	_	_
        8	.	_	PUNCT	_	_	7	punct	_	_
        """);

    /// <summary>A sentence from lines of CoNLL-U.</summary>
    public static TreebankSentence Read(string lines)
    {
        using var reader = new StringReader(lines);
        return ConlluReader.Read(reader, "test").Single();
    }

    /// <summary>A sentence whose words have neither tags nor features.</summary>
    /// <param name="words">The words.</param>
    /// <param name="heads">Their heads as in CoNLL-U: from 1, 0 for the root.</param>
    /// <param name="relations">Their relations; <c>dep</c> where none are given.</param>
    public static TreebankSentence Of(IReadOnlyList<string> words, IReadOnlyList<int> heads, IReadOnlyList<string>? relations = null) => new(
        Line: 1, string.Join(' ', words), [.. words.Select((word, i) => new TreebankWord(word, "_", "_", "_", "_", heads[i], relations?[i] ?? "dep", "_", "_"))]);

    /// <summary>The same word again and again, each hanging on the one before.</summary>
    public static TreebankSentence Chain(int length) => Of([.. Enumerable.Repeat("cat", length)], [.. Enumerable.Range(0, length)]);

    /// <summary>Sentences of 2 to 12 random words, with random trees, the same each time.</summary>
    public static List<TreebankSentence> Random(int count, ulong seed = 3)
    {
        var random = new CounterRandom(seed, stream: 0);
        var index = 0UL;
        var sentences = new List<TreebankSentence>();
        for (var i = 0; i < count; i++)
        {
            var length = 2 + Next(11);
            var heads = new int[length];
            var order = Enumerable.Range(0, length).OrderBy(_ => random.Bits(index++)).ToArray();
            // Each word hangs on one that hangs already.
            for (var k = 1; k < length; k++)
                heads[order[k]] = order[Next(k)] + 1;
            sentences.Add(Of([.. heads.Select(_ => Words[Next(Words.Length)])], heads, [.. heads.Select(head => head == 0 ? "root" : Next(2) == 0 ? "nsubj" : "obj")]));
        }
        return sentences;

        int Next(int limit) => (int)(random.Uniform(index++) * limit);
    }
}

using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

/// <summary>Sentences with trees.</summary>
internal static class Parses
{
    private static readonly string[] Words = ["the", "cats", "dog", "sat", "on", "mats", "ran", "fast", "and", "it", "was", "good", "very", "barked"];

    /// <summary>The keys of the cabinet are old .</summary>
    public static ParsedSentence Keys { get; } = new(
        ["The", "keys", "of", "the", "cabinet", "are", "old", "."], [1, 6, 4, 4, 1, 6, ParsedSentence.Root, 6], ["det", "nsubj", "case", "det", "nmod", "cop", "root", "punct"])
    {
        Tags = ["DET", "NOUN", "ADP", "DET", "NOUN", "AUX", "ADJ", "PUNCT"],
        Features = ["_", "Number=Plur", "_", "_", "Number=Sing", "Mood=Ind|Number=Plur|Tense=Pres|VerbForm=Fin", "_", "_"],
    };

    /// <summary>Sentences of 2 to 12 random words, with random trees, the same each time.</summary>
    public static List<ParsedSentence> Random(int count, ulong seed = 3)
    {
        var random = new CounterRandom(seed, stream: 0);
        var index = 0UL;
        var sentences = new List<ParsedSentence>();
        for (var i = 0; i < count; i++)
        {
            var length = 2 + Next(11);
            var heads = new int[length];
            var order = Enumerable.Range(0, length).OrderBy(_ => random.Bits(index++)).ToArray();
            // Each word hangs on one that hangs already.
            heads[order[0]] = ParsedSentence.Root;
            for (var k = 1; k < length; k++)
                heads[order[k]] = order[Next(k)];
            sentences.Add(new ParsedSentence(
                [.. Enumerable.Range(0, length).Select(_ => Words[Next(Words.Length)])], heads, [.. heads.Select(head => head < 0 ? "root" : Next(2) == 0 ? "nsubj" : "obj")]));
        }
        return sentences;

        int Next(int limit) => (int)(random.Uniform(index++) * limit);
    }
}

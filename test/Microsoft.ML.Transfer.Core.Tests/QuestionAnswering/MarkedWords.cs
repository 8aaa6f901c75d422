using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.QuestionAnswering;

/// <summary>A toy task: the answer is the word after a marker that the question names, among other words and the other marker.</summary>
internal static class MarkedWords
{
    private static readonly string[] Markers = ["cat", "dog"];

    /// <summary>What the tiny model learns it with in a few seconds.</summary>
    public static QuestionAnsweringOptions Options { get; } = new() { LearningRate = 1e-2, Epochs = 12, BatchSize = 8, Dropout = 0, WeightDecay = 0, MaximumAnswerLength = 3 };

    /// <summary>Examples with contexts of eight words.</summary>
    public static AnsweredQuestion[] Generate(int count, ulong seed = 1, bool someWithoutAnswer = false)
    {
        var random = new CounterRandom(seed, CounterRandom.StreamOf("marked words"));
        return [.. Enumerable.Range(0, count).Select(i => One(i, Draw))];

        int Draw(int example, int draw, int below) => (int)(random.Uniform((ulong)(example * 16 + draw)) * below);

        AnsweredQuestion One(int i, Func<int, int, int, int> draw)
        {
            string[] words = [.. Enumerable.Range(0, 8).Select(w => ((char)('a' + draw(i, w, 26))).ToString())];
            var (asked, first, second) = (draw(i, 8, 2), draw(i, 9, 3), 4 + draw(i, 10, 3));
            words[first] = Markers[asked];
            words[second] = Markers[1 - asked];
            if (draw(i, 11, 2) == 0)
                (words[first], words[second]) = (words[second], words[first]);
            var place = Array.IndexOf(words, Markers[asked]);
            if (someWithoutAnswer && i % 4 == 0)
            {
                words[place] = "mat";
                return new AnsweredQuestion(Markers[asked], string.Join(' ', words), Answer: null);
            }
            return new AnsweredQuestion(Markers[asked], string.Join(' ', words), words[place + 1], string.Join(' ', words[..(place + 1)]).Length + 1);
        }
    }
}

using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.DomainAdaptation;

/// <summary>Two grammars, a general one and that of a domain with words of its own, and a small model that has read the general one.</summary>
internal sealed class Domain : IDisposable
{
    private static readonly string[] Nouns = ["river", "house", "wind", "garden"];
    private static readonly string[] Enzymes = ["transferase", "polymerase", "hydrolase", "kinase"];
    private static readonly string[] Effects = ["inhibits", "activates", "phosphorylates"];

    // So that no word is unknown.
    private const string AllLetters = "the quick brown fox jumps over the lazy dog .";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Pre-trains the model.</summary>
    public Domain()
    {
        var corpus = new Corpus(_folder.Write("general.txt", string.Join('\n', [.. General(300), .. Enumerable.Repeat(AllLetters, 5)])));
        using var model = MaskedLanguageModelTraining.Create(
            [corpus], new MaskedLanguageModelShape { Layers = 2, HiddenSize = 32, Heads = 4, IntermediateSize = 48, MaximumPositions = 32 }, new VocabularyTrainingOptions { VocabularySize = 140 }, 1, _folder.File("work"));
        model.Train([corpus], [], new PretrainingOptions { Tokens = 128 * 60, TokensPerStep = 128, BlockLength = 32, Splits = [1], LearningRate = 3e-3, WarmupTokens = 128 * 6, Threads = 1 }, _folder.File("work"));
        model.Save(Model);
    }

    /// <summary>The folder of the model, which has a head for masked tokens.</summary>
    public string Model => _folder.File("model");

    /// <summary>Sentences of the general grammar.</summary>
    public static string[] General(int count, int seed = 5)
    {
        var random = new Random(seed);
        string[] adjectives = ["green", "old", "cold", "quiet"], places = ["in the hills", "near the sea", "under the roof"];
        return [.. Enumerable.Range(0, count).Select(_ => $"the {adjectives[random.Next(4)]} {Nouns[random.Next(4)]} was {places[random.Next(3)]} ; a {Nouns[random.Next(4)]} was {places[random.Next(3)]} too .")];
    }

    /// <summary>Sentences of the domain: an enzyme always has the same effect.</summary>
    public static string[] Texts(int count, int seed = 6)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var (first, second) = (random.Next(4), random.Next(4));
                return $"the {Enzymes[first]} {Effects[first % 3]} the {Enzymes[second]} near the {Nouns[random.Next(4)]} .";
            }),
        ];
    }

    public void Dispose() => _folder.Dispose();
}

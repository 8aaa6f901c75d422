using System.Collections.Frozen;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Models that come with the library, by id.</summary>
public static class ShippedModels
{
    /// <summary>
    /// A BERT of 4 layers × 256 with a lower-case English vocabulary and random weights from a fixed seed. It has learned nothing: its vectors
    /// mix the words of a text at random, which is what a pre-trained encoder has to be better than.
    /// </summary>
    public const string UntrainedMiniEnglish = "untrained-mini-en";

    /// <summary>The model that is taken where none is named.</summary>
    public const string Default = UntrainedMiniEnglish;

    private const ulong UntrainedSeed = 1;

    private static readonly FrozenDictionary<string, Func<WeightFormat, EmbedderModel>> Loaders = new Dictionary<string, Func<WeightFormat, EmbedderModel>>(StringComparer.Ordinal)
    {
        [UntrainedMiniEnglish] = LoadUntrainedMiniEnglish,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The ids.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Loaders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a shipped model of that id.</summary>
    public static bool Contains(string name) => Loaders.ContainsKey(name);

    internal static EmbedderModel Load(string name, WeightFormat format) => Loaders[name](format);

    private static EmbedderModel LoadUntrainedMiniEnglish(WeightFormat format)
    {
        var tokenizer = PretrainedTokenizer.FromJson(ReadResource("untrained-mini-en/tokenizer.json"), UntrainedMiniEnglish);
        var config = new EncoderConfig
        {
            ModelType = "bert",
            VocabularySize = tokenizer.IdLimit,
            HiddenSize = 256,
            LayerCount = 4,
            HeadCount = 4,
            IntermediateSize = 1024,
            MaximumPositions = 512,
            TypeVocabularySize = 2,
            NormEpsilon = 1e-12f,
            Activation = Activation.Gelu,
            MayHavePooler = true,
        };
        var notice = $"The encoder '{UntrainedMiniEnglish}' is untrained: its weights are random numbers from seed {UntrainedSeed}, so its features carry no knowledge of language.";
        return new EmbedderModel(UntrainedMiniEnglish, notice, Encoder.Create(config, new SeededParameters(UntrainedSeed), weights: format), tokenizer);
    }

    private static byte[] ReadResource(string name)
    {
        using var stream = typeof(ShippedModels).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

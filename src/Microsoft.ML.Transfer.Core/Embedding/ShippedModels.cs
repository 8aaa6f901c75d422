using System.Collections.Frozen;
using Microsoft.ML.Transfer.MiniEnglish;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Models that come with the library, by id.</summary>
public static class ShippedModels
{
    /// <summary>A BERT of 4 layers × 256 with a lower-case English vocabulary, pre-trained on novels, textbooks and reviews by this library; its model card is the README of its package.</summary>
    public const string MiniEnglish = MiniEnglishEncoder.Id;

    /// <summary>
    /// The same of English and German, for texts in either and for what is learned from texts of one and used on those of the other. In a package of its own,
    /// Microsoft.ML.Transfer.MiniEnglishGerman.
    /// </summary>
    public const string MiniEnglishGerman = "transfer-mini-ende";

    /// <summary>
    /// A BERT of 4 layers × 256 with a lower-case English vocabulary and random weights from a fixed seed. It has learned nothing: its vectors
    /// mix the words of a text at random, which is what a pre-trained encoder has to be better than.
    /// </summary>
    public const string UntrainedMiniEnglish = "untrained-mini-en";

    /// <summary>The model that is taken where none is named.</summary>
    public const string Default = MiniEnglish;

    private const ulong UntrainedSeed = 1;

    // Chosen on training data: the model cards have the measurements.
    private static readonly EmbeddingOptions LowerLayers = new() { Layers = Layers.Concat(0, 1, 2), Pooling = Pooling.LeadMean };

    private static readonly ShippedEncoder[] Encoders =
    [
        new(MiniEnglish, typeof(MiniEnglishEncoder).Assembly.GetName().Name!, LowerLayers),
        new(MiniEnglishGerman, "Microsoft.ML.Transfer.MiniEnglishGerman", LowerLayers),
    ];

    private static readonly FrozenDictionary<string, Func<EmbedderArchive>> Archives = Encoders
        .Select(encoder => KeyValuePair.Create<string, Func<EmbedderArchive>>(encoder.Id, encoder.Read))
        .Append(KeyValuePair.Create<string, Func<EmbedderArchive>>(UntrainedMiniEnglish, MakeUntrainedMiniEnglish))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The ids.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Archives.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a shipped model of that id.</summary>
    public static bool Contains(string name) => Archives.ContainsKey(name);

    /// <summary>The files of a shipped model: a checkpoint, and how texts become vectors unless it is said otherwise.</summary>
    /// <exception cref="FileNotFoundException">It comes in a package of its own, which is not part of the application.</exception>
    internal static EmbedderArchive Files(string name) => Archives[name]();

    /// <summary>A shipped model, and how texts become vectors unless it is said otherwise.</summary>
    internal static (EmbedderModel Model, EmbeddingOptions Options) Load(string name, WeightFormat format)
    {
        var files = Files(name);
        var saved = SavedOptions.Read(files.Require(EmbedderArchive.OptionsName, name), name);
        return (EmbedderModel.FromArchive(files, name, saved with { Options = saved.Options with { WeightFormat = format } }), saved.Options);
    }

    private static EmbedderArchive MakeUntrainedMiniEnglish()
    {
        var tokenizer = PretrainedTokenizer.FromJson(ShippedEncoder.Read(typeof(ShippedModels).Assembly, "untrained-mini-en/tokenizer.json"), UntrainedMiniEnglish);
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
        using var model = new EmbedderModel(UntrainedMiniEnglish, notice, Encoder.Create(config, new SeededParameters(UntrainedSeed)), tokenizer);
        return model.ToArchive(new EmbeddingOptions { Layers = Layers.Last, Pooling = Pooling.Mean });
    }
}

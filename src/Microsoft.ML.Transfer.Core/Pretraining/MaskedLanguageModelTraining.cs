using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The size of a model that is pre-trained from a random start: a BERT.</summary>
public sealed record MaskedLanguageModelShape
{
    /// <summary>How many layers.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>The length of a token's vector; a multiple of the number of heads.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>The number of attention heads. Four or more with a quarter of <see cref="HiddenSize"/> each profit most from a start by counting.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>The length of the vector inside the feed-forward layers; four times <see cref="HiddenSize"/> where it is null.</summary>
    public int? IntermediateSize { get; init; }

    /// <summary>The longest text, in tokens.</summary>
    public int MaximumPositions { get; init; } = 256;

    internal EncoderConfig ToConfig(int vocabularySize)
    {
        foreach (var (name, value) in new[] { (nameof(Layers), Layers), (nameof(HiddenSize), HiddenSize), (nameof(Heads), Heads), (nameof(MaximumPositions), MaximumPositions) })
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        if (HiddenSize % Heads != 0)
            throw new InvalidDataException(FormattableString.Invariant($"The hidden size {HiddenSize} cannot be divided among {Heads} heads."));
        return new EncoderConfig
        {
            ModelType = "bert",
            VocabularySize = vocabularySize,
            HiddenSize = HiddenSize,
            LayerCount = Layers,
            HeadCount = Heads,
            IntermediateSize = IntermediateSize ?? 4 * HiddenSize,
            MaximumPositions = MaximumPositions,
            TypeVocabularySize = 2,
            NormEpsilon = 1e-12f,
            Activation = Activation.Gelu,
            MayHavePooler = true,
        };
    }
}

/// <summary>A masked language model with its tokenizer, which is pre-trained from texts alone.</summary>
public sealed class MaskedLanguageModelTraining : IDisposable
{
    private const int CountingWindow = 5;
    internal static readonly HeadDefinition Head = new(Objective.MaskedLanguageModel, "BertForMaskedLM")
    {
        Dense = "cls.predictions.transform.dense",
        Norm = "cls.predictions.transform.LayerNorm",
        Output = "cls.predictions.decoder",
        OutputBias = "cls.predictions.bias",
        SharesWords = true,
    };

    private MaskedLanguageModelTraining(PretrainedModel model, PretrainedTokenizer tokenizer) => (Model, Tokenizer) = (model, tokenizer);

    /// <summary>The model, owned.</summary>
    public PretrainedModel Model { get; }

    /// <summary>Its tokenizer.</summary>
    public PretrainedTokenizer Tokenizer { get; }

    /// <summary>How the last training went; null before the first.</summary>
    public PretrainingSummary? Summary { get; private set; }

    /// <summary>Makes a model that has read nothing, with a vocabulary and a start from what can be counted in the texts.</summary>
    /// <param name="corpora">The texts.</param>
    /// <param name="shape">The size of the model.</param>
    /// <param name="vocabulary">The vocabulary to train; of 8,192 lower-case word pieces where it is null.</param>
    /// <param name="seed">Where what is random comes from.</param>
    /// <param name="workFolder">Where the tokens of the texts are kept for the training.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="FileNotFoundException">A corpus does not exist.</exception>
    /// <exception cref="InvalidDataException">A corpus holds no text.</exception>
    public static MaskedLanguageModelTraining Create(
        IReadOnlyList<Corpus> corpora, MaskedLanguageModelShape shape, VocabularyTrainingOptions? vocabulary, ulong seed, string workFolder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(corpora);
        ArgumentNullException.ThrowIfNull(shape);
        var tokenizer = VocabularyTrainer.Train(corpora.SelectMany(corpus => corpus.Paragraphs()), vocabulary ?? new VocabularyTrainingOptions { VocabularySize = 8192 }, cancellation);
        var config = shape.ToConfig(tokenizer.IdLimit);
        using var tokens = CorpusTokens.Open(corpora, held: [], tokenizer, workFolder, cancellation);
        var counts = Cooccurrences.Count([.. tokens.Trained.Select(corpus => corpus.Store)], config.VocabularySize, CountingWindow, cancellation);
        return new MaskedLanguageModelTraining(PretrainedModel.Create(Bert.Family, config, [Head], new CorpusInitialization(config, counts, seed, cancellation)), tokenizer);
    }

    /// <summary>Loads a model that was pre-trained before.</summary>
    /// <param name="model">A folder in the Hugging Face layout, with a head for masked tokens; or the id of a shipped model.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks the configuration, the weights or the tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the checkpoint has no head for masked tokens.</exception>
    public static MaskedLanguageModelTraining Load(string model)
    {
        var shipped = ShippedModels.Contains(model) ? ShippedModels.Files(model) : null;
        var tokenizer = shipped is null ? PretrainedTokenizer.Load(model) : PretrainedTokenizer.FromJson(shipped.Require(EmbedderArchive.TokenizerName, model), model);
        var loaded = shipped is null ? PretrainedModel.Load(model) : PretrainedModel.Load(shipped, model);
        if (loaded.Heads.Any(head => head.Objective == Objective.MaskedLanguageModel))
            return new MaskedLanguageModelTraining(loaded, tokenizer);
        loaded.Dispose();
        throw new InvalidDataException($"{model}: the checkpoint has no head for masked tokens; 'architectures' in its config.json must name a class such as BertForMaskedLM.");
    }

    /// <summary>Trains the model on texts.</summary>
    /// <param name="corpora">The texts.</param>
    /// <param name="held">Texts that are not trained on, to be measured on the way; may be empty.</param>
    /// <param name="options">How to train.</param>
    /// <param name="workFolder">Where to keep the tokens of the texts, and how far the training is: the same call goes on from there.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">A corpus holds no text, or the folder holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public PretrainingSummary Train(IReadOnlyList<Corpus> corpora, IReadOnlyList<Corpus> held, PretrainingOptions options, string workFolder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var tokens = CorpusTokens.Open(corpora, held, Tokenizer, workFolder, cancellation);
        var run = new PretrainingRun<PretrainingBatch>(new MaskedObjective(Model, Tokenizer, options), Tokenizer, options);
        return Summary = run.Run(tokens.Trained, tokens.Held, workFolder, cancellation);
    }

    /// <summary>Writes the model as a folder that <see cref="Load"/>, the stages of this library and other libraries read.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="halfPrecision">Whether weights are rounded to 16 bits, which takes half the space.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder, bool halfPrecision = false)
    {
        Model.Save(folder, labels: null, halfPrecision);
        AtomicFile.Write(Path.Combine(folder, "tokenizer.json"), stream => stream.Write(Tokenizer.ToJson()));
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}

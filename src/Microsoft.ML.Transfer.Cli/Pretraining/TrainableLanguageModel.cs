using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>A model that writes: a causal one, or an encoder with its decoder; from a random start, or one that is there.</summary>
internal sealed class TrainableLanguageModel : ITrainableModel
{
    // As many as T5's tokenizers have.
    private const int Sentinels = 100;

    private readonly PretrainedModel _model;
    private readonly LanguageModelTraining _training;

    private TrainableLanguageModel(PretrainedModel model, PretrainedTokenizer tokenizer, PretrainRequest request)
    {
        _model = model;
        var hasDecoder = model.Decoder is not null;
        if (hasDecoder != (request.Objective == PretrainingObjective.Spans))
            throw new BadInputException($"--objective {request.Objective} does not suit --model {request.Model}: a model {(hasDecoder ? "with" : "without")} a decoder is trained by --objective {(hasDecoder ? PretrainingObjective.Spans : PretrainingObjective.Causal)}.");
        MaximumPositions = Math.Min(model.Encoder.Config.MaximumPositions, model.Decoder?.Config.MaximumPositions ?? int.MaxValue);
        _training = new LanguageModelTraining(model, tokenizer, new LanguageModelOptions { MaximumLength = Math.Min(request.Options.BlockLength, MaximumPositions), Spans = request.Spans });
    }

    /// <inheritdoc/>
    public int MaximumPositions { get; }

    /// <summary>The model to begin with.</summary>
    public static TrainableLanguageModel Start(PretrainRequest request, TextWriter log, CancellationToken cancellation)
    {
        if (request.Model is { } given && ShippedModels.Contains(given))
            throw new BadInputException($"--objective {request.Objective} does not suit --model {given}: the models that come with the library predict masked tokens, --objective {PretrainingObjective.Masked}.");
        var folder = request.Model ?? StartFolder.Require(request, $"{request.Family} {request.Shape}", log, made => Make(request, made, cancellation));
        var tokenizer = PretrainedTokenizer.Load(folder);
        var model = request.Model is null ? PretrainedModel.LoadUntrained(folder, request.Options.Seed) : PretrainedModel.Load(folder);
        try
        {
            return new TrainableLanguageModel(model, tokenizer, request);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public PretrainingSummary Train(PretrainRequest request, PretrainingOptions options, CancellationToken cancellation) =>
        _training.Train(request.Corpora, request.Held, options, request.WorkFolder, cancellation);

    /// <inheritdoc/>
    public void Save(string folder, bool halfPrecision) => _training.Save(folder, halfPrecision);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>Writes the vocabulary and the configuration; the weights follow from the seed.</summary>
    private static void Make(PretrainRequest request, string folder, CancellationToken cancellation)
    {
        var vocabulary = new VocabularyTrainingOptions
        {
            VocabularySize = request.Vocabulary,
            AdditionalSpecialTokens = request.Objective == PretrainingObjective.Spans ? [.. Enumerable.Range(0, Sentinels).Select(i => FormattableString.Invariant($"<extra_id_{i}>"))] : [],
        };
        var tokenizer = VocabularyTrainer.Train(request.Corpora.SelectMany(corpus => corpus.Paragraphs()), vocabulary, cancellation);
        var shape = LanguageModelShape.For(request.Family, tokenizer) with
        {
            Layers = request.Shape.Layers,
            HiddenSize = request.Shape.HiddenSize,
            Heads = request.Shape.Heads,
            IntermediateSize = 4 * request.Shape.HiddenSize,
            MaximumLength = request.Shape.MaximumPositions,
        };
        File.WriteAllBytes(Path.Combine(folder, "config.json"), shape.ToConfig());
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJson());
    }
}

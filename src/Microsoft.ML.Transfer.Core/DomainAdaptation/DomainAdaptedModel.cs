using System.Globalization;
using System.Text;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>An encoder that went on learning from the texts of a domain, with its tokenizer and its head for masked tokens.</summary>
public sealed class DomainAdaptedModel : IDisposable
{
    private const string CardName = "README.md";

    // What a passage that is measured has of tokens at most.
    private const int MeasuredLength = 256;

    private readonly AdaptableCheckpoint _checkpoint;
    private readonly DomainAdaptationOptions _options;

    private DomainAdaptedModel(AdaptableCheckpoint checkpoint, DomainAdaptationOptions options, PretrainedModel model, PretrainedTokenizer tokenizer, DomainAdaptationReport report) =>
        (_checkpoint, _options, Model, Tokenizer, Report) = (checkpoint, options, model, tokenizer, report);

    /// <summary>The model, owned.</summary>
    public PretrainedModel Model { get; }

    /// <summary>Its tokenizer; larger than that of the checkpoint where the vocabulary was extended.</summary>
    public PretrainedTokenizer Tokenizer { get; }

    /// <summary>What was gained and what was forgotten.</summary>
    public DomainAdaptationReport Report { get; }

    /// <summary>Adapts a pre-trained encoder to texts without labels, by the prediction of masked tokens.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub, or the id of a shipped model. Without a head for masked tokens, it gets a new one.</param>
    /// <param name="texts">The texts of the domain, read once; those of a file are <see cref="Corpus.Paragraphs()"/>.</param>
    /// <param name="options">How to train; the defaults where null.</param>
    /// <param name="general">Texts of other kinds, in which what is forgotten is measured, and which are trained on too where the options say so; null for none. Read once.</param>
    /// <param name="workFolder">
    /// Where to keep texts, tokens, and how far the training is: the same call goes on from there, and gives the same bits as one that was not interrupted. Null for a temporary folder.
    /// </param>
    /// <param name="hub">How models are fetched; by the environment variables of the Hub's tools when null.</param>
    /// <param name="cancellation">Ends the work, a training after the step at hand and its checkpoint.</param>
    /// <exception cref="ArgumentException">General texts are to be trained on, but there are none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, there is too little text, or the folder holds another training.</exception>
    /// <exception cref="NotSupportedException">The model is none that predicts masked tokens.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static DomainAdaptedModel Adapt(
        string model,
        IEnumerable<string> texts,
        DomainAdaptationOptions? options = null,
        IEnumerable<string>? general = null,
        string? workFolder = null,
        HubOptions? hub = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new DomainAdaptationOptions();
        if (options.ReplayShare > 0 && general is null)
            throw new ArgumentException(FormattableString.Invariant($"The options ask for {options.ReplayShare:P0} of general texts, but none are given."), nameof(general));
        var temporary = workFolder is null ? Directory.CreateTempSubdirectory("domain-adaptation-").FullName : null;
        try
        {
            var folder = Directory.CreateDirectory(temporary ?? workFolder!).FullName;
            var checkpoint = AdaptableCheckpoint.Open(model, hub, folder);
            var domain = StagedTexts.Write(texts, folder, "domain", options.HeldOutShare, checkpoint.Sentence.LowerCase, options.Seed, cancellation);
            if (domain.TrainingCount == 0)
                throw new InvalidDataException("There are no texts to adapt the model to: all are empty.");
            var others = StagedTexts.Write(general ?? [], folder, "general", options.ReplayShare > 0 ? options.HeldOutShare : 1, checkpoint.Sentence.LowerCase, options.Seed, cancellation);
            return Adapt(checkpoint, domain, others, options, folder, cancellation);
        }
        finally
        {
            if (temporary is not null)
                Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>
    /// Writes the model as a folder in the Hugging Face layout, with its tokenizer, its head and a model card: every stage takes the path of the folder for its model, and so do other libraries.
    /// What a folder of sentence-transformers says of pooling and dense layers is no part of it.
    /// </summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder)
    {
        Model.Save(folder);
        AtomicFile.Write(Path.Combine(folder, EmbedderArchive.TokenizerName), stream => stream.Write(Tokenizer.ToJson()));
        AtomicFile.Write(Path.Combine(folder, CardName), stream => stream.Write(Encoding.UTF8.GetBytes(Card())));
    }

    /// <summary>The adapted encoder as one that embeds texts: a copy, without the head.</summary>
    /// <param name="options">How texts become vectors; as the checkpoint said, else the mean of the last layer's tokens, when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer or the dimensions that the options ask for.</exception>
    public TextEmbedder ToEmbedder(EmbeddingOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("domain-adaptation-").FullName;
        try
        {
            Save(folder);
            var sentence = _checkpoint.Sentence with { EncoderFolder = folder };
            var completed = sentence.Complete((options ?? new EmbeddingOptions()).Alone(), _checkpoint.Name);
            var notice = _checkpoint.Notice is null ? null : $"Before it was adapted: {_checkpoint.Notice}";
            return TextEmbedder.Create(EmbedderModel.LoadFolder(sentence, $"{_checkpoint.Name}-adapted", completed, tokenizer: null) with { Notice = notice }, () => completed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static DomainAdaptedModel Adapt(AdaptableCheckpoint checkpoint, StagedTexts domain, StagedTexts general, DomainAdaptationOptions options, string folder, CancellationToken cancellation)
    {
        // A little less than the model takes: a word may have more tokens where the vocabulary knows another one with the same beginning.
        var length = Math.Min(MeasuredLength, checkpoint.MaximumPositions - checkpoint.MaximumPositions / 8);
        var (hiddenDomain, hiddenGeneral) = (Hide(domain), Hide(general));
        var (tokenizer, added, words) = options.NewWords == 0
            ? new VocabularyExtension(checkpoint.Tokenizer, [], [])
            : VocabularyExtension.Of(checkpoint.Tokenizer, domain.Training(), options.NewWords, options.MinimumWordCount, cancellation);
        MaskedWordScore? domainBefore, generalBefore;
        using (var original = checkpoint.Load(options.Seed, Counts(checkpoint.Tokenizer)))
            (domainBefore, generalBefore) = (Measure(original, checkpoint.Tokenizer, hiddenDomain), Measure(original, checkpoint.Tokenizer, hiddenGeneral));
        var model = checkpoint.Load(options.Seed, Counts(tokenizer), added);
        try
        {
            var start = ParameterValues.Of(model.Encoder.Parameters);
            var summary = Train(model, tokenizer, checkpoint.MaximumPositions, domain, general, options, folder, cancellation);
            return new DomainAdaptedModel(checkpoint, options, model, tokenizer, new DomainAdaptationReport(summary, ForgettingReport.Compare(start, model.Encoder.Parameters))
            {
                Texts = domain.TrainingCount,
                GeneralTexts = options.ReplayShare > 0 ? general.TrainingCount : 0,
                DomainBefore = domainBefore,
                DomainAfter = Measure(model, tokenizer, hiddenDomain),
                GeneralBefore = generalBefore,
                GeneralAfter = Measure(model, tokenizer, hiddenGeneral),
                NewWords = words,
                NewTokens = added.Count,
                HasNewHead = checkpoint.HasNewHead,
            });
        }
        catch
        {
            model.Dispose();
            throw;
        }

        IReadOnlyList<HiddenWords> Hide(StagedTexts texts) => HiddenWords.Choose(texts.Held(options.MeasuredTexts), checkpoint.Tokenizer, length, options.Seed);

        MaskedWordScore? Measure(PretrainedModel measured, PretrainedTokenizer own, IReadOnlyList<HiddenWords> hidden) => HiddenWordMeasurement.Measure(measured, own, hidden, options.Threads, cancellation);

        // Only a new head begins with them.
        IReadOnlyList<long> Counts(PretrainedTokenizer own) => checkpoint.HasNewHead ? CountTokens(own, domain.Training(), cancellation) : [];
    }

    private static PretrainingSummary Train(
        PretrainedModel model, PretrainedTokenizer tokenizer, int maximumPositions, StagedTexts domain, StagedTexts general, DomainAdaptationOptions options, string folder, CancellationToken cancellation)
    {
        using var domainStore = TokenStore.Open(domain.TrainingCorpus(), tokenizer, folder, cancellation);
        using var generalStore = options.ReplayShare > 0 ? TokenStore.Open(general.TrainingCorpus(), tokenizer, folder, cancellation) : null;
        using var heldStore = domain.HeldCount > 0 ? TokenStore.Open(domain.HeldCorpus(), tokenizer, folder, cancellation) : null;
        var plan = DomainPlan.Make(options, model.Encoder.Config.HiddenSize, maximumPositions, domainStore.Count, generalStore?.Count ?? 0);
        return new PretrainingRun<PretrainingBatch>(new MaskedObjective(model, tokenizer, plan.Options), tokenizer, plan.Options).Run(
            generalStore is null ? [(domainStore, 1)] : [(domainStore, 1), (generalStore, plan.GeneralWeight)], heldStore is null ? [] : [heldStore], folder, cancellation);
    }

    private static long[] CountTokens(PretrainedTokenizer tokenizer, IEnumerable<string> texts, CancellationToken cancellation)
    {
        var (counts, ids) = (new long[tokenizer.IdLimit], new List<int>());
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            ids.Clear();
            tokenizer.EncodeIds(text, ids);
            foreach (var id in ids)
                counts[id]++;
        }
        return counts;
    }

    private string Card()
    {
        var config = Model.Encoder.Config;
        return string.Create(CultureInfo.InvariantCulture, $"""
            ---
            base_model: {_checkpoint.Name}
            pipeline_tag: fill-mask
            ---

            # {_checkpoint.Name}, adapted to a domain

            An encoder of type `{config.ModelType}` ({config.LayerCount} layers × {config.HiddenSize}, {config.VocabularySize} tokens) that went on predicting masked tokens in texts without labels. Its license and limits are
            those of the model that it comes from, and of the texts. {_checkpoint.Notice}

            | | |
            |---|---|
            | Passes | {_options.Passes} |
            | Highest learning rate | {_options.LearningRate ?? DomainPlan.RateFor(config.HiddenSize)} |
            | Dropout | {_options.Dropout} |
            | Weight decay | {_options.WeightDecay} |
            | Masked | {_options.Masking.Rate}{(_options.Masking.WholeWords ? ", whole words" : "")} |
            | General texts | {_options.ReplayShare} |
            | Seed | {_options.Seed} |

            ## Gained and forgotten

            {Report.ToMarkdown()}
            """);
    }
}

using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Trains a language model on texts without labels, from the start (<see cref="PretrainedModel.LoadUntrained"/>) or further from a checkpoint: a causal model (GPT-2, Llama, …) predicts each token from
/// those before it; an encoder and its decoder (T5, BART) write the spans that are hidden from the encoder (Raffel et al., 2020). The same model, texts and options give the same bits on any number of
/// threads. The model is changed in its place: while it is trained, nobody else may compute with it.
/// </summary>
public sealed class LanguageModelTraining
{
    // Texts are measured with the same spans each time, whatever the seed of the training.
    private const ulong MeasuringSeed = 0;

    private readonly PretrainedModel _model;
    private readonly TaskHead _head;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly LanguageModelOptions _options;
    private readonly CausalTokens? _tokens;
    private readonly SpanCorruption? _corruption;
    private readonly SequencePairs? _pairs;

    /// <param name="model">The model, which stays the caller's.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">How to train; the defaults when left out.</param>
    /// <exception cref="ArgumentException">The model has no head that scores the token that follows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">The tokenizer has more tokens than the model.</exception>
    /// <exception cref="NotSupportedException">The tokenizer lacks what the training needs: sentinels (<c>&lt;extra_id_0&gt;</c>, …) for a model with a decoder, a token that ends a text for others.</exception>
    public LanguageModelTraining(PretrainedModel model, PretrainedTokenizer tokenizer, LanguageModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_model, _tokenizer, _options) = (model, tokenizer, options ?? new LanguageModelOptions());
        var config = model.Encoder.Config;
        _options.Check(Math.Min(config.MaximumPositions, model.Decoder?.Config.MaximumPositions ?? int.MaxValue));
        EmbedderModel.CheckFit(config.ModelType, tokenizer, config);
        _head = model.Heads.FirstOrDefault(head => head.Objective == Objective.CausalLanguageModel)
            ?? throw new ArgumentException("The model has no head that scores the token that follows: 'architectures' in its config.json must name a class with one, such as GPT2LMHeadModel or T5ForConditionalGeneration.", nameof(model));
        if (model.Decoder is null)
        {
            _tokens = CausalTokens.For(tokenizer);
            return;
        }
        _corruption = SpanCorruption.For(tokenizer, _options.Spans);
        _pairs = new SequencePairs(tokenizer, model.Decoder);
    }

    /// <summary>Trains the model.</summary>
    /// <param name="texts">The texts; a text with fewer than two tokens has nothing to hide, and is left out for a model with a decoder.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="ArgumentException">There is nothing to predict in the texts.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled; the model is that of the last step.</exception>
    /// <exception cref="TrainingDivergedException">A loss was not finite.</exception>
    public IReadOnlyList<TrainingStep> Train(IEnumerable<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var training = _options.Training;
        if (_tokens is not null)
        {
            var sequences = texts.SelectMany(Sequences).ToList();
            return Run(new HeadTask(_model, _head), new ShuffledBatches<PredictedSequence, LabeledBatch>(sequences, _options.BatchSize, training.Seed, CausalTexts.Collate, _options.Accumulation), cancellation);
        }
        var passages = texts.SelectMany(Passages).ToList();
        return Run(new SequencePairTask(_model), new CorruptedBatches(passages, _corruption!, _pairs!, _options.BatchSize, training.Seed, _options.Accumulation), cancellation);
    }

    /// <summary>
    /// Trains the model on corpora that may be larger than memory, as encoders are pre-trained: blocks of text in a random order, a rate that is held and then falls, averaged weights, texts that are
    /// measured on the way. Of the options of this object only <see cref="LanguageModelOptions.Spans"/> counts here.
    /// </summary>
    /// <param name="corpora">The texts.</param>
    /// <param name="held">Texts that are not trained on, to be measured on the way; may be empty.</param>
    /// <param name="options">How to train.</param>
    /// <param name="workFolder">Where to keep the tokens of the texts, and how far the training is: the same call, with the model as it was before, goes on from there.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or there are no sentinels for the spans of so long a block.</exception>
    /// <exception cref="FileNotFoundException">A corpus does not exist.</exception>
    /// <exception cref="InvalidDataException">A corpus holds no text, or the folder holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public PretrainingSummary Train(IReadOnlyList<Corpus> corpora, IReadOnlyList<Corpus> held, PretrainingOptions options, string workFolder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var tokens = CorpusTokens.Open(corpora, held, _tokenizer, workFolder, cancellation);
        return _tokens is not null
            ? Run(new CausalObjective(_model, _head, _tokens))
            : Run(new SpanObjective(_model, _corruption!, _pairs!, _options.Spans, options.Seed));

        PretrainingSummary Run<TBatch>(IPretrainingObjective<TBatch> objective) => new PretrainingRun<TBatch>(objective, _tokenizer, options).Run(tokens.Trained, tokens.Held, workFolder, cancellation);
    }

    /// <summary>Writes the model with its tokenizer as a folder in the Hugging Face layout.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="halfPrecision">Whether weights are rounded to 16 bits, which takes half the space.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder, bool halfPrecision = false)
    {
        _model.Save(folder, labels: null, halfPrecision);
        AtomicFile.Write(Path.Combine(folder, "tokenizer.json"), stream => stream.Write(_tokenizer.ToJson()));
    }

    /// <summary>Measures how well the model predicts texts; what is hidden from an encoder is the same each time.</summary>
    /// <param name="texts">Texts that it was not trained on.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    public LanguageModelScore Score(IEnumerable<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var threads = _options.Training.Threads;
        if (_tokens is not null)
            return LanguageModelScore.Of(_model, _head, texts.SelectMany(Sequences).Chunk(_options.BatchSize).Select(CausalTexts.Collate), threads, cancellation);
        var pairs = texts.SelectMany(Passages).Where(ids => ids.Length >= SpanCorruption.ShortestSequence).Select((ids, example) => _pairs!.Frame(_corruption!.Apply(ids, MeasuringSeed, epoch: 0, example)));
        return new SequencePairTask(_model).Score(pairs.Chunk(_options.BatchSize).Select(_pairs!.Collate), threads, cancellation);
    }

    private IReadOnlyList<TrainingStep> Run<TBatch>(ITrainingTask<TBatch> task, ITrainingBatches<TBatch> batches, CancellationToken cancellation)
    {
        using var trainer = new Trainer<TBatch>(task, _options.Training);
        return trainer.Run(batches, _options.Progress, cancellation);
    }

    private IReadOnlyList<PredictedSequence> Sequences(string text) => _tokens!.OfText(Encode(text), _options.MaximumLength);

    /// <summary>The parts of a text that fit the model with their special tokens, and for whose spans there are sentinels.</summary>
    private IEnumerable<int[]> Passages(string text) => Encode(text).Chunk(Math.Min(_options.MaximumLength - _pairs!.SpecialTokens, _corruption!.LongestSequence));

    private int[] Encode(string text)
    {
        var ids = new List<int>();
        _tokenizer.EncodeIds(text, ids);
        return [.. ids];
    }
}

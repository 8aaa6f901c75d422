using System.Buffers;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Turns texts into vectors: tokenizer, encoder, choice of layers, pooling. Immutable, and safe to share between threads; the vector of a
/// text is the same bits whichever texts it is computed with, on any number of threads.
/// </summary>
public sealed class TextEmbedder : IDisposable
{
    private readonly EmbedderModel _model;
    private readonly FeatureLayout _layout;
    private readonly SequenceEmbedder _sequences;
    private readonly TextWindows _windows;
    private long _textsEncoded;

    internal TextEmbedder(EmbedderModel model, EmbeddingOptions options)
    {
        _model = model;
        Options = options;
        var config = model.Encoder.Config;
        if (model.Dense is { } dense && dense.Inputs != config.HiddenSize)
            throw new InvalidDataException($"{model.Name}: the dense layer after pooling takes vectors of {dense.Inputs} numbers, but the encoder gives {config.HiddenSize}.");
        _layout = new FeatureLayout(options, config.LayerCount, config.HiddenSize, model.Dense?.Outputs);
        _sequences = new SequenceEmbedder(model.Encoder, _layout, options.Pooling ?? Pooling.Mean, model.Dense);
        _windows = new TextWindows(model.Tokenizer, options, config.MaximumPositions, model.LowerCase);
    }

    /// <summary>What the model was asked for by: a folder, a name on the Hub, or the id of a shipped model.</summary>
    public string ModelName => _model.Name;

    /// <summary>What the user should know about the model, in a sentence, or null. An untrained model says so here.</summary>
    public string? Notice => _model.Notice;

    /// <summary>How texts become vectors, with what was left to the model filled in.</summary>
    public EmbeddingOptions Options { get; }

    /// <summary>The length of a vector.</summary>
    public int Dimension => _layout.Dimension;

    /// <summary>A name for each dimension, such as <c>layer4.17</c>.</summary>
    public ImmutableArray<string> FeatureNames => _layout.FeatureNames;

    /// <summary>How the fine-tuning went that made it; null where it was loaded.</summary>
    public FineTuningSummary? Summary { get; internal init; }

    /// <summary>The encoder.</summary>
    public Encoder Encoder => _model.Encoder;

    /// <summary>The tokenizer: a <see cref="PretrainedTokenizer"/> unless another was given when the model was loaded.</summary>
    public IEncoderTokenizer Tokenizer => _model.Tokenizer;

    /// <summary>How many texts have been embedded so far, over all threads.</summary>
    public long TextsEncoded => Interlocked.Read(ref _textsEncoded);

    /// <summary>Loads a model.</summary>
    /// <param name="model">
    /// A folder in the Hugging Face layout, plain or of sentence-transformers; a name on the Hub (<c>organization/name</c>, with <c>@revision</c> where another
    /// than the main branch is meant), whose files are fetched into the shared cache; or the id of a shipped model.
    /// </param>
    /// <param name="options">How texts become vectors; as the model says, else the mean of the last layer's tokens, when left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a shipped model, nor is it a name on the Hub.</exception>
    /// <exception cref="HubException">The Hub does not give out the model.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the files do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer or the dimensions that the options ask for.</exception>
    /// <exception cref="ArgumentException">The model has no prompt of the name that the options give.</exception>
    public static TextEmbedder Load(string model, EmbeddingOptions? options = null) => Load(model, options, hub: null);

    /// <summary>Loads a model, with a say in how it is fetched where it is one of the Hub.</summary>
    /// <param name="model">
    /// A folder in the Hugging Face layout, plain or of sentence-transformers; a name on the Hub (<c>organization/name</c>, with <c>@revision</c> where another
    /// than the main branch is meant), whose files are fetched into the shared cache; or the id of a shipped model.
    /// </param>
    /// <param name="options">How texts become vectors; as the model says, else the mean of the last layer's tokens, when null.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a shipped model, nor is it a name on the Hub.</exception>
    /// <exception cref="HubException">The Hub does not give out the model.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the files do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer or the dimensions that the options ask for.</exception>
    /// <exception cref="ArgumentException">The model has no prompt of the name that the options give.</exception>
    public static TextEmbedder Load(string model, EmbeddingOptions? options, HubOptions? hub)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return Load(model, tokenizer: null, options ?? new EmbeddingOptions(), hub);
    }

    /// <summary>Loads a model that is fed by a tokenizer of the caller's instead of its own, whose files the folder need not have.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="tokenizer">The tokenizer, with the vocabulary that the encoder was trained with.</param>
    /// <param name="options">How texts become vectors; as the model says, else the mean of the last layer's tokens, when left out.</param>
    /// <remarks>Such a model cannot be saved: <see cref="ToArchive"/> refuses it.</remarks>
    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a shipped model, nor is it a name on the Hub.</exception>
    /// <exception cref="HubException">The Hub does not give out the model.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the tokenizer has ids for which the encoder has no vectors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer or the dimensions that the options ask for.</exception>
    /// <exception cref="ArgumentException">The model has no prompt of the name that the options give.</exception>
    public static TextEmbedder Load(string model, IEncoderTokenizer tokenizer, EmbeddingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Load(model, tokenizer, options ?? new EmbeddingOptions(), hub: null);
    }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same vectors, bit for bit.</summary>
    /// <param name="archive">The files.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static TextEmbedder FromArchive(EmbedderArchive archive, string name)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var saved = SavedOptions.Read(archive.Require(EmbedderArchive.OptionsName, name), $"{name}/{EmbedderArchive.OptionsName}");
        return Create(EmbedderModel.FromArchive(archive, name, saved), () => saved.Options);
    }

    /// <summary>Everything that is needed to restore this object. Of a model's folder only its own name is kept, not where it stood.</summary>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="PretrainedTokenizer"/>.</exception>
    public EmbedderArchive ToArchive() => _model.ToArchive(Options);

    /// <summary>
    /// Writes the encoder with its tokenizer as a folder in the Hugging Face layout, which every stage takes for its model: <c>config.json</c>, <c>model.safetensors</c>, <c>tokenizer.json</c>. How texts
    /// become vectors, and dense layers after pooling, have no place in it.
    /// </summary>
    /// <param name="folder">The folder; made where it is not there. Files of those names are replaced, each as a whole.</param>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="PretrainedTokenizer"/>.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SaveEncoder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ToArchive().WriteCheckpoint(folder);
    }

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts; null is read as empty. An empty text gives the vector of the special tokens alone.</param>
    /// <param name="destination">Where the vectors go, one after the other. <i>Shape:</i> [texts, <see cref="Dimension"/>].</param>
    /// <param name="cancellationToken">Ends the work after the batch at hand.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Embed(ReadOnlySpan<string?> texts, Span<float> destination, CancellationToken cancellationToken = default)
    {
        var needed = checked(texts.Length * Dimension);
        if (destination.Length < needed)
            throw new ArgumentException($"Expected room for {texts.Length} vectors of {Dimension} numbers; got {destination.Length} numbers.", nameof(destination));

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        // Rented: what goes to other threads cannot be a span, and vectors are the largest part of what a call needs.
        var copies = ArrayPool<string?>.Shared.Rent(texts.Length);
        texts.CopyTo(copies);
        var windows = _windows.Cut(copies, texts.Length, parallel);
        ArrayPool<string?>.Shared.Return(copies, clearArray: true);

        var vectors = ArrayPool<float>.Shared.Rent(checked(windows.Count * Dimension));
        _sequences.Embed(windows, vectors, Options.TokensPerBatch, parallel);
        var results = destination[..needed];
        results.Clear();
        for (var i = 0; i < windows.Count; i++)
        {
            var result = results.Slice(windows[i].Text * Dimension, Dimension);
            TensorPrimitives.MultiplyAdd(vectors.AsSpan(i * Dimension, Dimension), windows[i].Weight, result, result);
        }
        ArrayPool<float>.Shared.Return(vectors);
        if (Options.Normalize is true)
        {
            for (var i = 0; i < texts.Length; i++)
                Normalize(results.Slice(i * Dimension, Dimension));
        }
        Interlocked.Add(ref _textsEncoded, texts.Length);
    }

    /// <summary>Embeds one text.</summary>
    /// <returns>The vector, of length <see cref="Dimension"/>.</returns>
    public float[] Embed(string? text)
    {
        var vector = new float[Dimension];
        Embed([text], vector);
        return vector;
    }

    /// <summary>The same encoder, not a copy, for other layers and without what follows on pooling: not to be disposed beside this one.</summary>
    internal TextEmbedder ForLayers(Layers layers) =>
        new(_model with { Dense = null }, Options with { Layers = layers, Dimensions = null, Normalize = false });

    /// <summary>The same tokenizer with an encoder of the same shape that has learned nothing, for layers alone: what a trained encoder has to be better than.</summary>
    internal TextEmbedder WithRandomWeights(ulong seed)
    {
        var random = _model with { Encoder = Encoder.Create(Encoder.Config, new SeededParameters(seed)), Notice = null, Dense = null };
        return Create(random, () => Options with { Layers = Layers.Last, Dimensions = null, Normalize = false });
    }

    /// <summary>What a report calls the model: its own name, not where it stood.</summary>
    internal string PortableName => _model.PortableName;

    /// <summary>A text as the tokenizer is to read it, without a prompt.</summary>
    internal string Prepare(string? text) => (_model.LowerCase ? text?.ToLowerInvariant() : text) ?? "";

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => _model.Dispose();

    private static TextEmbedder Load(string model, IEncoderTokenizer? tokenizer, EmbeddingOptions options, HubOptions? hub)
    {
        options = options.Alone();
        if (ShippedModels.Contains(model))
        {
            var (shipped, own) = ShippedModels.Load(model, options.WeightFormat);
            return Create(tokenizer is null ? shipped : shipped.With(tokenizer), () => SentenceModel.OfShipped(model, own).Complete(options, model));
        }
        var sentence = SentenceModel.Find(model, hub);
        var completed = sentence.Complete(options, model);
        var loaded = EmbedderModel.LoadFolder(sentence, model, completed, tokenizer);
        return Create(Directory.Exists(model) ? loaded : loaded with { PortableName = model }, () => completed);
    }

    /// <summary>Makes an embedder of a model, which goes over to it.</summary>
    internal static TextEmbedder Create(EmbedderModel model, Func<EmbeddingOptions> options)
    {
        try
        {
            return new TextEmbedder(model, options());
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void Normalize(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
    }
}

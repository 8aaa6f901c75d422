using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Tensor = Microsoft.ML.Transfer.Tensors.Tensor;

namespace Microsoft.ML.Transfer;

/// <summary>
/// An encoder that is trained to embed texts, and becomes an ordinary <see cref="TextEmbedder"/>. The dense layers that a model of sentence-transformers has after pooling stay as they are; the
/// pooler of a checkpoint, which has no part in the vectors, does so too.
/// </summary>
internal sealed class TrainedEmbedder : IDisposable
{
    private const string PoolerPrefix = "pooler/";

    // What is added under the root of a length: a vector of zeros stays one.
    private const float Epsilon = 1e-12f;

    private readonly EmbedderModel _model;
    private readonly EmbeddingOptions _options;
    private readonly TextWindows _windows;
    private readonly SequenceEmbedder _sequences;
    private readonly FeatureLayout _layout;

    private TrainedEmbedder(TunedModel tuned, EmbedderModel model, EmbeddingOptions options)
    {
        (Tuned, _model, _options) = (tuned, model, options);
        _layout = new FeatureLayout(options, Config.LayerCount, Config.HiddenSize, model.Dense?.Outputs);
        _sequences = new SequenceEmbedder(model.Encoder, _layout, Pooling, model.Dense);
        _windows = new TextWindows(model.Tokenizer, options, Config.MaximumPositions, model.LowerCase);
        Parameters = model.Encoder.Parameters.Where(parameter => !parameter.Key.Value.StartsWith(PoolerPrefix, StringComparison.Ordinal)).ToDictionary();
    }

    /// <summary>The architecture.</summary>
    public EncoderConfig Config => _model.Encoder.Config;

    /// <summary>The encoder as it is trained.</summary>
    public TunedModel Tuned { get; }

    /// <summary>What computes.</summary>
    public Backend Backend => _model.Encoder.Backend;

    /// <summary>What can be trained.</summary>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

    /// <summary>The length of the vectors.</summary>
    public int Dimension => _layout.Dimension;

    private Pooling Pooling => _options.Pooling ?? Pooling.Mean;

    /// <summary>Loads what is to be trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room for a text.</exception>
    public static TrainedEmbedder LoadNew(string model, FineTuningOptions options, ContrastiveOptions contrastive, ulong seed, HubOptions? hub)
    {
        if (options.Adaptation.Method is { AddsModules: true } and not (LowRankUpdates or LearnedScaling))
            throw new NotSupportedException($"The modules of the adaptation {options.Adaptation} cannot be merged into the weights, and an embedder is saved without any; take one of the others, such as LoRA.");
        var sentence = ShippedModels.Contains(model) ? new SentenceModel { EncoderFolder = model } : SentenceModel.Find(model, hub);
        var completed = sentence.Complete(
            new EmbeddingOptions { Layers = Layers.Last, Pooling = contrastive.Pooling, Normalize = contrastive.Normalize, Prompt = contrastive.Prompt, MaximumLength = options.MaximumLength, Threads = options.Threads }, model);
        var tuned = TunedModel.LoadNew(model, definition: null, seed, hub, options);
        DenseLayers? dense = null;
        try
        {
            dense = sentence.DenseFolders.Count > 0 ? DenseLayers.Load(sentence.DenseFolders) : null;
            return new TrainedEmbedder(
                tuned,
                new EmbedderModel(tuned.Name, tuned.Notice is { } notice ? $"Before it was fine-tuned: {notice}" : null, tuned.Model.Encoder, tuned.Tokenizer)
                {
                    Dense = dense,
                    LowerCase = tuned.LowerCase,
                    PortableName = tuned.Name,
                },
                completed);
        }
        catch
        {
            tuned.Dispose();
            dense?.Dispose();
            throw;
        }
    }

    /// <summary>The tokens of texts, those of equal texts in the same array.</summary>
    public IReadOnlyList<TextWindow> Tokenize(IEnumerable<string?> texts)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] numbers = [.. texts.Select(text => known.TryAdd(text ?? "", known.Count) ? known.Count - 1 : known[text ?? ""])];
        var windows = _windows.Cut([.. known.Keys], known.Count, Parallelism(_options.Threads, default));
        return [.. numbers.Select(number => windows[number])];
    }

    /// <summary>The vectors of a batch, divided by their lengths. <i>Shape:</i> [sequences, dimension].</summary>
    public Tensor UnitVectors(Computation computation, TokenBatch batch)
    {
        var vectors = Vectors(computation, batch);
        var width = vectors.Shape.Columns;
        // x / √(mean x² ) · 1/√d is x / |x|.
        return computation.Apply(new RmsNormalization(Epsilon), vectors, computation.Arena.Upload(new Shape(width), gain => gain.Fill(1f / MathF.Sqrt(width))));
    }

    /// <summary>The vectors of a batch. <i>Shape:</i> [sequences, dimension].</summary>
    public Tensor Vectors(Computation computation, TokenBatch batch)
    {
        var pooled = _model.Encoder.Forward(computation, batch, Pooling.Reads(batch)).Pool(Config.LayerCount, Pooling);
        return _model.Dense is null ? pooled : _model.Dense.Forward(computation, pooled);
    }

    /// <summary>The vectors of texts as the encoder is now, divided by their lengths; the same bits for any number of threads. <i>Shape:</i> [texts, dimension], row-major.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[] Embed(IReadOnlyList<TextWindow> texts, int? threads, CancellationToken cancellation)
    {
        var vectors = new float[texts.Count * Dimension];
        _sequences.Embed(texts, vectors, _options.TokensPerBatch, Parallelism(threads, cancellation));
        for (var i = 0; i < texts.Count; i++)
        {
            var vector = vectors.AsSpan(i * Dimension, Dimension);
            var length = TensorPrimitives.Norm<float>(vector);
            if (length > 0)
                TensorPrimitives.Divide(vector, length, vector);
        }
        return vectors;
    }

    /// <summary>Merges what an adaptation put into the encoder into its weights.</summary>
    public void Finish() => Tuned.Model.MergeAdaptation();

    /// <summary>The embedder, to which the encoder goes over.</summary>
    public TextEmbedder ToEmbedder(FineTuningSummary summary) => new(_model, _options) { Summary = summary };

    public void Dispose() => _model.Dispose();

    private static ParallelOptions Parallelism(int? threads, CancellationToken cancellation) => new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;
using Tensor = Microsoft.ML.Transfer.Tensors.Tensor;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Learning the vectors of another embedder: the loss is the mean squared difference (Reimers and Gurevych, 2020). Where the lengths of the vectors differ, a linear map is learned between
/// them, which is dropped at the end. Where the teacher's vectors have length 1, both are brought to the length √d, so that the loss, 2 − 2 cos, is of the size of others.
/// </summary>
internal sealed class EmbeddingDistillation : IFineTuningTask<SequenceExample, LabeledBatch>, ITrainingTask<LabeledBatch>, IDisposable
{
    // As a part of a head it is trained with any choice of layers.
    private const string MapPath = "heads/map/weight";

    // Below the root of a length, as for the vectors themselves.
    private const float Epsilon = 1e-12f;
    private const int ValidatedTogether = 32;

    private readonly TrainedEmbedder _student;
    private readonly int _dimension;
    private readonly bool _isUnit;
    private readonly ParameterSet? _added;
    private readonly Tensor? _map;

    /// <param name="student">What is trained.</param>
    /// <param name="dimension">The length of the teacher's vectors.</param>
    /// <param name="isUnit">Whether only their directions count; they are then given in the length √d.</param>
    /// <param name="seed">Where the map comes from.</param>
    public EmbeddingDistillation(TrainedEmbedder student, int dimension, bool isUnit, ulong seed)
    {
        (_student, _dimension, _isUnit) = (student, dimension, isUnit);
        var parameters = student.Parameters.ToDictionary();
        if (student.Dimension != dimension)
        {
            _added = new ParameterSet(student.Backend, new SeededParameters(seed, 1f / MathF.Sqrt(student.Dimension)));
            parameters[new ParameterPath(MapPath)] = _map = _added.CreateWeights(new ParameterPath(MapPath), new Shape(dimension, student.Dimension), Initialization.Normal);
        }
        Parameters = parameters;
    }

    /// <inheritdoc/>
    public EncoderConfig Config => _student.Config;

    /// <inheritdoc/>
    public Backend Backend => _student.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

    ITrainingTask<LabeledBatch> IFineTuningTask<SequenceExample, LabeledBatch>.Loss => this;

    /// <inheritdoc/>
    public double WeightOf(LabeledBatch batch) => batch.Targets.Length;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, LabeledBatch batch)
    {
        var vectors = Vectors(computation, batch.Tokens);
        return computation.Apply(new MeanSquaredError(), vectors, computation.Arena.Upload(batch.Targets.Span, vectors.Shape));
    }

    /// <inheritdoc/>
    public LabeledBatch Collate(IReadOnlyList<SequenceExample> examples)
    {
        var builder = new TokenBatchBuilder();
        foreach (var example in examples)
            builder.Add(example.Sequence.Ids, example.Sequence.TypeIds);
        return new LabeledBatch(builder.Build()) { Targets = examples.SelectMany(example => example.Targets.ToArray()).ToArray() };
    }

    /// <inheritdoc/>
    public void Finish() => _student.Finish();

    /// <inheritdoc/>
    public int LengthOf(SequenceExample example) => example.Sequence.Ids.Length;

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, SequenceExample example)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>([example.Sequence.Ids.Length]));
        hash.AppendData(MemoryMarshal.AsBytes<int>(example.Sequence.Ids));
        hash.AppendData(MemoryMarshal.AsBytes(example.Targets.Span));
    }

    /// <inheritdoc/>
    public ValidationResult Validate(IReadOnlyList<SequenceExample> examples, int? threads, CancellationToken cancellation)
    {
        using var arena = Backend.CreateArena();
        arena.Threads = threads ?? Environment.ProcessorCount;
        var (loss, cosines) = (0.0, 0.0);
        foreach (var part in examples.Chunk(ValidatedTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            var vectors = new float[part.Length * _dimension];
            Vectors(new Computation(Backend, arena), Collate(part).Tokens).CopyTo(vectors);
            arena.Release(default);
            for (var i = 0; i < part.Length; i++)
            {
                ReadOnlySpan<float> vector = vectors.AsSpan(i * _dimension, _dimension);
                var distance = TensorPrimitives.Distance(vector, part[i].Targets.Span);
                loss += (double)distance * distance / _dimension;
                var lengths = TensorPrimitives.Norm(vector) * TensorPrimitives.Norm(part[i].Targets.Span);
                cosines += lengths > 0 ? TensorPrimitives.Dot(vector, part[i].Targets.Span) / lengths : 0;
            }
        }
        return new ValidationResult(loss / examples.Count, "cosine with the teacher", cosines / examples.Count);
    }

    /// <summary>Frees the map.</summary>
    public void Dispose() => _added?.Dispose();

    private Tensor Vectors(Computation computation, TokenBatch tokens)
    {
        var vectors = _student.Vectors(computation, tokens);
        if (_map is not null)
            vectors = computation.Apply(new Linear(), vectors, _map);
        return _isUnit
            ? computation.Apply(new RmsNormalization(Epsilon), vectors, computation.Arena.Upload(new Shape(_dimension), gain => gain.Fill(1f)))
            : vectors;
    }
}

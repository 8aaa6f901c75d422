using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The matrix B of a structural probe, trained by Adam: vectors h become B h, whose squared lengths and distances are those of the tree. The products are computed by the engine, in one
/// thread; the loss and its gradient here.
/// </summary>
internal sealed class TreeProbe : IDisposable
{
    // What the reference starts with: uniform numbers up to this.
    private const float StartRange = 0.05f;

    // The reference's threshold for a lower loss.
    private const double LeastProgress = 1e-4;
    private const int FallsOfTheRate = 3;

    private static readonly Linear Product = new();

    private readonly Backend _backend = CpuBackend.Instance;
    private readonly Arena _memory;
    private readonly Arena _activations;
    private readonly ITreeGoal _goal;
    private readonly ProbeMatrix _vectors;
    private readonly Tensor _matrix;
    private readonly Tensor _gradient;
    private readonly Tensor[] _state;
    private int _step;

    /// <param name="goal">What is learned.</param>
    /// <param name="vectors">The vectors of all words.</param>
    /// <param name="rank">The rows of B.</param>
    /// <param name="seed">Where its first values come from.</param>
    public TreeProbe(ITreeGoal goal, ProbeMatrix vectors, int rank, ulong seed)
    {
        (_goal, _vectors, _memory, _activations) = (goal, vectors, _backend.CreateArena(), _backend.CreateArena());
        var random = new CounterRandom(seed, CounterRandom.StreamOf("structural probe"));
        _matrix = _memory.UploadWeights(new Shape(rank, vectors.Columns), values =>
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)((2 * random.Uniform((ulong)i) - 1) * StartRange);
        });
        _gradient = _memory.AllocateLike(_matrix);
        _state = [_memory.AllocateLike(_matrix), _memory.AllocateLike(_matrix)];
    }

    /// <summary>Trains until the loss on other sentences falls no more, and goes back to the values with the lowest.</summary>
    /// <param name="training">The sentences to learn from.</param>
    /// <param name="validation">Other sentences, which say when to stop.</param>
    /// <param name="options">How to train.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    public void Train(IReadOnlyList<TargetTree> training, IReadOnlyList<TargetTree> validation, StructuralProbingOptions options, CancellationToken cancellation)
    {
        foreach (var state in _state)
            _backend.Fill(state, 0f, _memory);
        var best = new float[_matrix.Shape.Count];
        _matrix.CopyTo(best);
        var (lowest, rate, falls) = (Loss(validation, options.BatchSize), options.LearningRate, 0);
        for (var epoch = 0; epoch < options.Epochs && falls < FallsOfTheRate; epoch++)
        {
            var random = new CounterRandom(options.Seed, CounterRandom.StreamOf("structural order") + (ulong)epoch);
            foreach (var batch in training.Index().OrderBy(pair => random.Bits((ulong)pair.Index)).Select(pair => pair.Item).Chunk(options.BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                Step(batch, (float)rate);
            }
            var loss = Loss(validation, options.BatchSize);
            if (loss < lowest - LeastProgress)
            {
                lowest = loss;
                _matrix.CopyTo(best);
                continue;
            }
            rate /= 10;
            falls++;
        }
        _matrix.CopyFrom(best);
    }

    /// <summary>The mean loss of sentences.</summary>
    public double Loss(IReadOnlyList<TargetTree> sentences, int batchSize)
    {
        var sum = 0.0;
        foreach (var batch in sentences.Chunk(batchSize))
        {
            var projected = Project(batch);
            var at = 0;
            foreach (var tree in batch)
            {
                var size = tree.Length * _matrix.Shape.Rows;
                sum += _goal.Loss(tree, projected.AsSpan(at, size), []);
                at += size;
            }
        }
        return sum / Math.Max(1, sentences.Count);
    }

    /// <summary>The projected words of sentences, one after the other. <i>Shape:</i> [words, rank].</summary>
    public float[] Project(IReadOnlyList<TargetTree> sentences)
    {
        try
        {
            return Values(_backend.Forward(Product, [Upload(sentences), _matrix], _activations));
        }
        finally
        {
            _activations.Release(default);
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _activations.Dispose();
    }

    private void Step(TargetTree[] batch, float rate)
    {
        var x = Upload(batch);
        var y = _backend.Forward(Product, [x, _matrix], _activations, out var saved);
        var (projected, gradient) = (Values(y), new float[y.Shape.Count]);
        var at = 0;
        foreach (var tree in batch)
        {
            var size = tree.Length * y.Shape.Columns;
            var ofTree = gradient.AsSpan(at, size);
            _goal.Loss(tree, projected.AsSpan(at, size), ofTree);
            System.Numerics.Tensors.TensorPrimitives.Divide(ofTree, batch.Length, ofTree);
            at += size;
        }
        _backend.Fill(_gradient, 0f, _memory);
        _backend.Backward(Product, [x, _matrix], y, saved, _activations.Upload(gradient, y.Shape), [null, _gradient], _activations);
        _backend.Update(new AdamWUpdate { Step = ++_step, LearningRate = rate }, _matrix, _gradient, _state, _memory);
        _activations.Release(default);
    }

    private Tensor Upload(IReadOnlyList<TargetTree> sentences)
    {
        var columns = _vectors.Columns;
        return _activations.Upload(new Shape(sentences.Sum(tree => tree.Length), columns), values =>
        {
            var at = 0;
            foreach (var tree in sentences)
            {
                var size = tree.Length * columns;
                _vectors.Values.Span.Slice(tree.FirstRow * columns, size).CopyTo(values[at..]);
                at += size;
            }
        });
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

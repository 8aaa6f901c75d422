using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Training;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The classifier of an edge probe: a learned mixture of layers, projected for each side, pooled over each span by learned attention, and a perceptron with one hidden layer over both sides:
/// W₂ tanh(W₁ [a; b] + c₁) + c₂.
/// </summary>
internal sealed class EdgeProbe : ITrainingTask<EdgeBatch>, IDisposable
{
    private static readonly Linear Product = new();
    private static readonly ParameterPath MixPath = ParameterPath.Root / "mix";

    private readonly ParameterSet _parameters;
    private readonly IReadOnlyList<ProbeMatrix> _layers;
    private readonly Tensor _scores;
    private readonly Tensor _factor;
    private readonly Side[] _sides;
    private readonly Tensor _hiddenBias;
    private readonly Tensor _output;
    private readonly Tensor _outputBias;

    /// <param name="layers">The vectors of all words, by layer.</param>
    /// <param name="arePairs">Whether there are two sides.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="width">How many dimensions words are projected to, and the hidden layer has.</param>
    /// <param name="seed">Where the first values come from.</param>
    public EdgeProbe(IReadOnlyList<ProbeMatrix> layers, bool arePairs, int classes, int width, ulong seed)
    {
        _layers = layers;
        var root = ParameterPath.Root;
        _parameters = new ParameterSet(CpuBackend.Instance, new SeededParameters(seed));
        _scores = _parameters.Create(MixPath / "scores", new Shape(layers.Count), Initialization.Zeros);
        _factor = _parameters.Create(MixPath / "factor", new Shape(1), Initialization.Ones);
        _sides = [.. (arePairs ? (string[])["first", "second"] : ["first"]).Select(name => new Side(_parameters, root / name, layers[0].Columns, width))];
        _hiddenBias = _parameters.Create(root / "hidden" / "bias", new Shape(width), Initialization.Zeros);
        _output = _parameters.CreateWeights(root / "output" / "weight", new Shape(classes, width), Initialization.ByInputs);
        _outputBias = _parameters.Create(root / "output" / "bias", new Shape(classes), Initialization.Zeros);
    }

    /// <inheritdoc/>
    public Backend Backend => _parameters.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _parameters.Tensors;

    /// <summary>The share of each layer in the mixture; they sum to 1.</summary>
    public double[] LayerWeights()
    {
        var scores = new float[_layers.Count];
        _scores.CopyTo(scores);
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.SoftMax(scores, scores);
        return Array.ConvertAll(scores, score => (double)score);
    }

    /// <inheritdoc/>
    public double WeightOf(EdgeBatch batch) => batch.Examples.Count;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, EdgeBatch batch) =>
        computation.Apply(new CrossEntropy(), Score(computation, batch), computation.Arena.Upload([.. batch.Examples.Select(example => example.Label)]));

    /// <summary>The scores (logits) of each class. <i>Shape:</i> [examples, classes].</summary>
    public Tensor Score(Computation computation, EdgeBatch batch)
    {
        Tensor[] inputs = [_scores, _factor, .. _layers.Select(layer => Upload(computation.Arena, layer, batch))];
        var words = computation.Apply(new ScalarMix(), inputs);
        var first = _sides[0].Read(computation, words, [.. batch.Examples.Select(example => example.First)], _hiddenBias);
        var sum = _sides.Length == 1 ? first : computation.Apply(new Add(), first, _sides[1].Read(computation, words, [.. batch.Examples.Select(example => example.Second)], bias: null));
        var hidden = computation.Drop(computation.Apply(new Activate(Activation.Tanh), sum));
        return computation.Apply(Product, hidden, _output, _outputBias);
    }

    public void Dispose() => _parameters.Dispose();

    private static Tensor Upload(Arena arena, ProbeMatrix layer, EdgeBatch batch) => arena.Upload(new Shape(batch.Words, layer.Columns), values =>
    {
        var at = 0;
        foreach (var sentence in batch.Sentences)
        {
            var size = sentence.Words * layer.Columns;
            layer.Values.Span.Slice(sentence.FirstRow * layer.Columns, size).CopyTo(values[at..]);
            at += size;
        }
    });

    /// <summary>What reads one of the spans, up to its part of the hidden layer.</summary>
    private sealed class Side(ParameterSet parameters, ParameterPath path, int columns, int width)
    {
        // The scores of the words of a span are their products with a learned vector: an attention of one head and one query a span.
        private static readonly Attention Pooling = new(Heads: 1, Scale: 1f);

        private readonly Tensor _projection = parameters.CreateWeights(path / "projection" / "weight", new Shape(width, columns), Initialization.ByInputs);
        private readonly Tensor _projectionBias = parameters.Create(path / "projection" / "bias", new Shape(width), Initialization.Zeros);
        private readonly Tensor _query = parameters.Create(path / "pooling" / "query", new Shape(1, width), Initialization.Normal);
        private readonly Tensor _hidden = parameters.CreateWeights(path / "hidden" / "weight", new Shape(width, width), Initialization.ByInputs);

        public Tensor Read(Computation computation, Tensor words, (int Start, int End)[] spans, Tensor? bias)
        {
            var arena = computation.Arena;
            var projected = computation.Apply(Product, words, _projection, _projectionBias);
            var read = computation.Apply(new GatherRows(), projected, arena.Upload([.. spans.SelectMany(span => Enumerable.Range(span.Start, span.End - span.Start))]));
            // A span of one word is that word, whatever its score.
            if (Array.Exists(spans, span => span.End - span.Start > 1))
            {
                var queries = computation.Apply(new GatherRows(), _query, arena.Upload(new int[spans.Length]));
                var offsets = new int[spans.Length + 1];
                for (var i = 0; i < spans.Length; i++)
                    offsets[i + 1] = offsets[i] + spans[i].End - spans[i].Start;
                read = computation.Apply(Pooling, queries, read, read, arena.Upload([.. Enumerable.Range(0, spans.Length + 1)]), arena.Upload(offsets));
            }
            return bias is null ? computation.Apply(Product, read, _hidden) : computation.Apply(Product, read, _hidden, bias);
        }
    }
}

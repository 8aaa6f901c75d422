using BenchmarkDotNet.Attributes;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>The operations of an encoder layer, one by one, in the shapes of the models that the comparison with other runtimes uses.</summary>
public class KernelBenchmarks : IDisposable
{
    private readonly Arena _arena = CpuBackend.Instance.CreateArena();
    private readonly Linear _linear = new();
    private readonly Linear _linearGelu = new(Activation.Gelu);
    private readonly LayerNormalization _normalization = new(1e-12f);
    private readonly RmsNormalization _rmsNormalization = new(1e-6f);
    private readonly Multiply _multiply = new();
    private readonly RotaryEmbedding _rotary = new(HeadSize: 32, RotaryDimensions: 32);
    private readonly Activate _gelu = new(Activation.Gelu);
    private readonly Activate _geluTanh = new(Activation.GeluTanh);
    private readonly Activate _silu = new(Activation.Silu);
    private Attention _attention = null!;
    private Tensor _angles = null!;
    private Tensor _positions = null!;
    private Tensor _x = null!;
    private Tensor _wide = null!;
    private Tensor _projection = null!;
    private Tensor _up = null!;
    private Tensor _down = null!;
    private Tensor _vector = null!;
    private Tensor _wideVector = null!;
    private Tensor _offsets = null!;

    public enum Model
    {
        Tiny2x128,
        MiniLm6x384,
        Base12x768,
    }

    [ParamsAllValues]
    public Model Shape { get; set; }

    /// <summary>The tokens of a batch: one sentence, a batch of the bulk path.</summary>
    [Params(32, 1024)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var (hidden, heads) = Shape switch { Model.Tiny2x128 => (128, 2), Model.MiniLm6x384 => (384, 12), _ => (768, 12) };
        _attention = new Attention(heads, 0.125f);
        _x = Matrix(Tokens, hidden);
        _wide = Matrix(Tokens, 4 * hidden);
        _projection = _arena.UploadWeights(new Shape(hidden, hidden), Fill);
        _up = _arena.UploadWeights(new Shape(4 * hidden, hidden), Fill);
        _down = _arena.UploadWeights(new Shape(hidden, 4 * hidden), Fill);
        _vector = _arena.Upload(new Shape(hidden), Fill);
        _wideVector = _arena.Upload(new Shape(4 * hidden), Fill);
        _offsets = _arena.Upload([.. Enumerable.Range(0, Tokens / 32 + 1).Select(i => 32 * i)]);
        _angles = Matrix(32, 32);
        _positions = _arena.Upload([.. Enumerable.Range(0, Tokens).Select(i => i % 32)]);
        _arena.Threads = Threads;
    }

    [Benchmark]
    public void Projection() => Run(_linear, _x, _projection, _vector);

    [Benchmark]
    public void FeedForwardUpWithGelu() => Run(_linearGelu, _x, _up, _wideVector);

    [Benchmark]
    public void FeedForwardDown() => Run(_linear, _wide, _down, _vector);

    [Benchmark]
    public void AttentionOfSentencesOf32Tokens() => Run(_attention, _x, _x, _x, _offsets, _offsets);

    [Benchmark]
    public void NormalizationWithResidual() => Run(_normalization, _x, _vector, _vector, _x);

    [Benchmark]
    public void RmsNormalizationOfTokens() => Run(_rmsNormalization, _x, _vector);

    [Benchmark]
    public void RotaryEmbeddingOfQueries() => Run(_rotary, _x, _positions, _angles);

    [Benchmark]
    public void GateOfFeedForward() => Run(_multiply, _wide, _wide);

    [Benchmark]
    public void GeluOfFeedForward() => Run(_gelu, _wide);

    [Benchmark]
    public void GeluTanhOfFeedForward() => Run(_geluTanh, _wide);

    [Benchmark]
    public void SiluOfFeedForward() => Run(_silu, _wide);

    [GlobalCleanup]
    public void Dispose()
    {
        _arena.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Fill(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = MathF.Sin(i % 1000);
    }

    private void Run(Operation operation, params ReadOnlySpan<Tensor> inputs)
    {
        var mark = _arena.Mark();
        CpuBackend.Instance.Forward(operation, inputs, _arena);
        _arena.Release(mark);
    }

    private Tensor Matrix(int rows, int columns) => _arena.Upload(new Shape(rows, columns), Fill);
}

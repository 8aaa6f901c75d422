using BenchmarkDotNet.Attributes;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>One layer's attention of well-known models, on one thread, over 1024 tokens in sequences of one length.</summary>
public class AttentionBenchmarks : IDisposable
{
    private const int TokensInAll = 1024;

    private readonly Arena _arena = CpuBackend.Instance.CreateArena();
    private Operation _operation = null!;
    private Tensor[] _inputs = null!;

    public enum Model
    {
        MiniLm,
        BertBase,
        Gpt2,
        ModernBertBaseLocal,
        MpNetBase,
        DebertaV3Base,
        Qwen2Half,
    }

    [ParamsAllValues]
    public Model Shape { get; set; }

    [Params(32, 128, 512)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _operation = Shape switch
        {
            Model.MiniLm => new Attention(Heads: 12, Scale: 0.18f),
            Model.Gpt2 => new Attention(Heads: 12, Scale: 0.125f) { Causal = true },
            Model.ModernBertBaseLocal => new Attention(Heads: 12, Scale: 0.125f) { Window = 64 },
            Model.DebertaV3Base => new DisentangledAttention(Heads: 12, Scale: 0.072f, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent),
            Model.Qwen2Half => new Attention(Heads: 14, Scale: 0.125f) { KeyValueHeads = 2, Causal = true },
            _ => new Attention(Heads: 12, Scale: 0.125f),
        };
        var (hidden, keyHidden) = Shape switch { Model.MiniLm => (384, 384), Model.Qwen2Half => (896, 128), _ => (768, 768) };
        var (q, k, v) = (Matrix(TokensInAll, hidden), Matrix(TokensInAll, keyHidden), Matrix(TokensInAll, keyHidden));
        var offsets = _arena.Upload([.. Enumerable.Range(0, TokensInAll / Tokens + 1).Select(i => i * Tokens)]);
        _inputs = Shape switch
        {
            Model.MpNetBase => [q, k, v, offsets, offsets, Matrix(2 * Tokens - 1, 12)],
            Model.DebertaV3Base => [q, k, v, offsets, Matrix(512, hidden), Matrix(512, hidden), _arena.Upload([.. Enumerable.Range(0, 2 * Tokens - 1).Select(d => Math.Clamp(256 + Tokens - 1 - d, 0, 511))])],
            _ => [q, k, v, offsets, offsets],
        };
    }

    [Benchmark(OperationsPerInvoke = TokensInAll)]
    public void PerToken()
    {
        var mark = _arena.Mark();
        CpuBackend.Instance.Forward(_operation, _inputs, _arena);
        _arena.Release(mark);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _arena.Dispose();
        GC.SuppressFinalize(this);
    }

    private Tensor Matrix(int rows, int columns) => _arena.Upload(new Shape(rows, columns), values =>
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = MathF.Sin(i % 1000);
    });
}

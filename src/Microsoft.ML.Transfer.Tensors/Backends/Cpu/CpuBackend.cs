using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The engine in managed code, on the processor. Throughput comes from several threads that each carry a part of the batch through all
/// layers, with an arena of one thread each; a single sentence is computed by several threads where its arena allows them.
/// </summary>
public sealed class CpuBackend : Backend
{
    private static readonly FrozenDictionary<Type, CpuOperation> Operations = new Dictionary<Type, CpuOperation>
    {
        [typeof(Activate)] = new ActivateOnCpu(),
        [typeof(Add)] = new AddOnCpu(),
        [typeof(Attention)] = new AttentionOnCpu(),
        [typeof(AttentionProbabilities)] = new AttentionProbabilitiesOnCpu(),
        [typeof(DisentangledAttention)] = new DisentangledAttentionOnCpu(),
        [typeof(DisentangledAttentionProbabilities)] = new DisentangledAttentionProbabilitiesOnCpu(),
        [typeof(GatherRows)] = new GatherRowsOnCpu(),
        [typeof(LayerNormalization)] = new LayerNormalizationOnCpu(),
        [typeof(Linear)] = new LinearOnCpu(),
        [typeof(Multiply)] = new MultiplyOnCpu(),
        [typeof(Pool)] = new PoolOnCpu(),
        [typeof(RmsNormalization)] = new RmsNormalizationOnCpu(),
        [typeof(RotaryEmbedding)] = new RotaryEmbeddingOnCpu(),
        [typeof(ShiftRows)] = new ShiftRowsOnCpu(),
    }.ToFrozenDictionary();

    private CpuBackend()
    {
    }

    /// <summary>The one instance: it has no state.</summary>
    public static CpuBackend Instance { get; } = new();

    /// <inheritdoc/>
    public override Device Device => Device.Cpu;

    /// <inheritdoc/>
    public override Arena CreateArena() => new CpuArena();

    /// <inheritdoc/>
    protected override Tensor Compute(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena)
    {
        if (!Operations.TryGetValue(operation.GetType(), out var implementation))
            throw new NotSupportedException($"The CPU backend does not implement {operation.Name}.");

        var onCpu = new Inputs();
        if (inputs.Length > Inputs.Capacity)
            throw new ArgumentException($"{operation.Name}: at most {Inputs.Capacity} inputs; got {inputs.Length}.", nameof(inputs));
        for (var i = 0; i < inputs.Length; i++)
            onCpu[i] = (CpuTensor)inputs[i];

        var result = (CpuTensor)arena.Allocate(ElementType.Float32, shape);
        var temporaries = arena.Mark();
        implementation.Forward(operation, ((ReadOnlySpan<CpuTensor>)onCpu)[..inputs.Length], result, (CpuArena)arena);
        arena.Release(temporaries);
        return result;
    }

    /// <summary>Room for the inputs of an operation on the stack. The largest user is the mean of all layers of a deep encoder.</summary>
    [InlineArray(Capacity)]
    private struct Inputs
    {
        public const int Capacity = 64;

        private CpuTensor _first;
    }
}

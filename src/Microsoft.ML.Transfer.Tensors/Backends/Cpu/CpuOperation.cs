namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>How the processor computes one kind of operation; stands in the operation's own file, beside its definition.</summary>
internal abstract class CpuOperation
{
    public abstract void Forward(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena);
}

/// <inheritdoc cref="CpuOperation"/>
internal abstract class CpuOperation<TOperation> : CpuOperation
    where TOperation : Operation
{
    public sealed override void Forward(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Forward((TOperation)operation, inputs, result, arena);

    /// <summary>Computes the result into its place; temporaries come from the arena and are freed by the caller.</summary>
    protected abstract void Forward(TOperation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena);
}

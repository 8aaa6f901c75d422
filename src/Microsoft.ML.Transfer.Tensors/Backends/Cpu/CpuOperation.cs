namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>How the processor computes one kind of operation and its gradient; stands in the operation's own file, beside its definition.</summary>
internal abstract class CpuOperation
{
    public abstract void Forward(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena);

    /// <summary>The shape of what the gradient needs besides inputs and result; null where it needs nothing.</summary>
    public virtual Shape? SavedShape(Operation operation, Shape result) => null;

    /// <summary>Computes the result and what <see cref="SavedShape"/> asks for.</summary>
    public virtual void ForwardSaving(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuTensor saved, CpuArena arena) =>
        throw new NotSupportedException($"{operation.Name} saves nothing.");

    public abstract void Backward(Operation operation, in CpuGradients gradients);
}

/// <inheritdoc cref="CpuOperation"/>
internal abstract class CpuOperation<TOperation> : CpuOperation
    where TOperation : Operation
{
    public sealed override void Forward(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Forward((TOperation)operation, inputs, result, arena);

    public sealed override void Backward(Operation operation, in CpuGradients gradients) => Backward((TOperation)operation, gradients);

    /// <summary>Computes the result into its place; temporaries come from the arena and are freed by the caller.</summary>
    protected abstract void Forward(TOperation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena);

    /// <summary>Adds to the gradients of the inputs; temporaries come from the arena and are freed by the caller.</summary>
    protected virtual void Backward(TOperation operation, in CpuGradients gradients) =>
        throw new NotSupportedException($"{operation.Name} has no gradient.");
}

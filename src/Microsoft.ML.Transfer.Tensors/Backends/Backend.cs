namespace Microsoft.ML.Transfer.Tensors.Backends;

/// <summary>
/// Computes operations on one kind of device. The seam is coarse: about twenty operations, each a whole step of a transformer, so
/// that a backend can fuse what it likes inside one. An operation and its attributes are an immutable <see cref="Operation"/>;
/// everything that differs from batch to batch, token ids included, is a tensor.
/// </summary>
public abstract class Backend
{
    /// <summary>Where this backend computes.</summary>
    public abstract Device Device { get; }

    /// <summary>A new, empty arena on this backend's device.</summary>
    public abstract Arena CreateArena();

    /// <summary>Computes an operation.</summary>
    /// <param name="operation">What to compute.</param>
    /// <param name="inputs">Its inputs, in the order and the shapes that the operation documents.</param>
    /// <param name="arena">Where the result and the temporaries are allocated.</param>
    /// <returns>The result, valid as long as its place in the arena.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit the operation; the message names it and the shapes.</exception>
    /// <exception cref="NotSupportedException">This backend does not implement the operation.</exception>
    public Tensor Forward(Operation operation, ReadOnlySpan<Tensor> inputs, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(arena);
        var shape = operation.InferShape(inputs);
        return Compute(operation, inputs, shape, arena);
    }

    /// <summary>Computes an operation whose inputs have been checked.</summary>
    /// <param name="operation">What to compute.</param>
    /// <param name="inputs">Inputs whose shapes fit the operation.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="arena">Where the result and the temporaries are allocated.</param>
    protected abstract Tensor Compute(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena);
}

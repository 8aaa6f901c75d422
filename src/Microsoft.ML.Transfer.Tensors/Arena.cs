namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The memory of tensors that live and die together: the parameters of a model, or the activations of one batch. Allocation is a
/// moved pointer and release is a moved pointer back, so that no garbage arises per operation. Not safe for several threads: each
/// thread that computes has its own.
/// </summary>
public abstract class Arena : IDisposable
{
    /// <summary>
    /// How many threads may compute an operation whose result goes here: 1, as it starts, where the caller keeps all threads busy with
    /// computations of their own; more for one computation that should be done soon. Results do not depend on it. Without meaning to a device
    /// that schedules its work itself.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public abstract int Threads { get; set; }

    /// <summary>Allocates a tensor with undefined contents.</summary>
    public abstract Tensor Allocate(ElementType elementType, Shape shape);

    /// <summary>Allocates a tensor and fills it.</summary>
    /// <param name="values">The elements, row-major; <paramref name="shape"/> says how many.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public abstract Tensor Upload(ReadOnlySpan<float> values, Shape shape);

    /// <summary>Allocates a tensor and lets the caller write its elements, row-major, without a copy where the device allows it.</summary>
    /// <param name="shape">The dimensions.</param>
    /// <param name="fill">Writes all elements of the span it is given.</param>
    public abstract Tensor Upload(Shape shape, Action<Span<float>> fill);

    /// <summary>
    /// Allocates the matrix W of a <see cref="Linear"/> in the form that the backend multiplies by fastest. No other operation takes it;
    /// <see cref="Tensor.CopyTo"/> gives it back row-major.
    /// </summary>
    /// <param name="shape">[out, in].</param>
    /// <param name="fill">Writes all elements of the span it is given, row-major.</param>
    /// <param name="format">The numbers to keep; a device that has no use for others than single precision may keep those.</param>
    public virtual Tensor UploadWeights(Shape shape, Action<Span<float>> fill, WeightFormat format = WeightFormat.Float32) => Upload(shape, fill);

    /// <summary>Allocates a vector of integers and fills it.</summary>
    public abstract Tensor Upload(ReadOnlySpan<int> values);

    /// <summary>Allocates a tensor with undefined contents, of the shape and in the form of another: the gradient of a parameter, whatever form the backend keeps that in.</summary>
    /// <exception cref="NotSupportedException">The other holds weights of fewer bits than <see cref="WeightFormat.Float32"/>: there is no training those.</exception>
    public abstract Tensor AllocateLike(Tensor tensor);

    /// <summary>The current position, to return to by <see cref="Release"/> or <see cref="Keep"/>.</summary>
    public abstract ArenaMark Mark();

    /// <summary>Frees everything allocated since the mark.</summary>
    public abstract void Release(ArenaMark mark);

    /// <summary>
    /// Frees everything allocated since the mark except one tensor, which moves down to the mark: what a layer does with its
    /// temporaries when it is done.
    /// </summary>
    /// <returns>The tensor in its new place; <paramref name="survivor"/> itself is no longer valid.</returns>
    public abstract Tensor Keep(ArenaMark mark, Tensor survivor);

    /// <summary>Frees all memory at once.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the backend's memory.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>A position in an <see cref="Arena"/>.</summary>
/// <param name="Block">Which of the arena's blocks of memory.</param>
/// <param name="Offset">The position in the block, in bytes.</param>
/// <param name="Tensors">How many tensors had been handed out.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct ArenaMark(int Block, long Offset, int Tensors);

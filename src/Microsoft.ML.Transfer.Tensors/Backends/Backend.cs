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

    /// <summary>Computes an operation and keeps what its <see cref="Backward"/> needs besides inputs and result.</summary>
    /// <param name="operation">What to compute.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="arena">Where the result, what is kept and the temporaries are allocated.</param>
    /// <param name="saved">What was kept, for <see cref="Backward"/> alone; null where it needs nothing more. Valid as long as the result.</param>
    /// <returns>The very numbers of <see cref="Forward(Operation, ReadOnlySpan{Tensor}, Arena)"/>.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit the operation; the message names it and the shapes.</exception>
    /// <exception cref="NotSupportedException">This backend does not implement the operation.</exception>
    public Tensor Forward(Operation operation, ReadOnlySpan<Tensor> inputs, Arena arena, out object? saved)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(arena);
        var shape = operation.InferShape(inputs);
        return ComputeSaving(operation, inputs, shape, arena, out saved);
    }

    /// <summary>
    /// Adds what an operation contributes to the gradients of its inputs. Sums are added up in one order whatever the number of threads, so that the bits of gradients do not
    /// depend on it.
    /// </summary>
    /// <param name="operation">What was computed.</param>
    /// <param name="inputs">Its inputs, unchanged since.</param>
    /// <param name="output">Its result, unchanged since.</param>
    /// <param name="saved">What <see cref="Forward(Operation, ReadOnlySpan{Tensor}, Arena, out object?)"/> kept.</param>
    /// <param name="outputGradient">The gradient of the result, of its shape.</param>
    /// <param name="inputGradients">For each input the tensor that its gradient is added to, made by <see cref="Arena.AllocateLike"/>; null where none is wanted.</param>
    /// <param name="arena">Where temporaries are allocated; they are freed at the end.</param>
    /// <exception cref="NotSupportedException">The operation has no gradient on this backend, or not for an input that one is wanted of.</exception>
    public abstract void Backward(
        Operation operation,
        ReadOnlySpan<Tensor> inputs,
        Tensor output,
        object? saved,
        Tensor outputGradient,
        ReadOnlySpan<Tensor?> inputGradients,
        Arena arena);

    /// <summary>Sets all elements of a tensor of floating-point numbers.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="value">What they become.</param>
    /// <param name="arena">Says how many threads may help.</param>
    public abstract void Fill(Tensor tensor, float value, Arena arena);

    /// <summary>The sum of the squares of all elements, added up in one order whatever the number of threads.</summary>
    /// <param name="tensor">A tensor of floating-point numbers.</param>
    /// <param name="arena">Says how many threads may help.</param>
    public abstract double SumOfSquares(Tensor tensor, Arena arena);

    /// <summary>Adds the gradient of a quadratic penalty s / 2 Σ f (p − a)² to that of a parameter: g ← g + s f ⊙ (p − a).</summary>
    /// <param name="parameter">p.</param>
    /// <param name="anchor">a, made by <see cref="Arena.AllocateLike"/>; null for 0.</param>
    /// <param name="importance">f, made by <see cref="Arena.AllocateLike"/>; null for 1.</param>
    /// <param name="strength">s.</param>
    /// <param name="gradient">g, what is added to.</param>
    /// <param name="arena">Where temporaries are allocated; they are freed at the end.</param>
    /// <returns>The penalty, added up in one order whatever the number of threads.</returns>
    /// <exception cref="ArgumentException">A tensor is not in the form of the parameter.</exception>
    public abstract double AddPenalty(Tensor parameter, Tensor? anchor, Tensor? importance, float strength, Tensor gradient, Arena arena);

    /// <summary>Adds the squares of all elements, times a factor, to another tensor: y ← y + c x ⊙ x.</summary>
    /// <param name="tensor">x, as a rule the gradient of a parameter.</param>
    /// <param name="factor">c.</param>
    /// <param name="sum">y, in the form of x.</param>
    /// <param name="arena">Says how many threads may help.</param>
    /// <exception cref="ArgumentException">The tensors are not of one form.</exception>
    public abstract void AddSquares(Tensor tensor, float factor, Tensor sum, Arena arena);

    /// <summary>A step of an optimizer for one parameter.</summary>
    /// <param name="update">The rule.</param>
    /// <param name="parameter">What is changed.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="state">What the rule remembers of this parameter from step to step, as many tensors as it states; changed.</param>
    /// <param name="arena">Where temporaries are allocated; they are freed at the end.</param>
    /// <exception cref="NotSupportedException">This backend does not implement the rule.</exception>
    public abstract void Update(ParameterUpdate update, Tensor parameter, Tensor gradient, ReadOnlySpan<Tensor> state, Arena arena);

    /// <summary>Computes an operation whose inputs have been checked.</summary>
    /// <param name="operation">What to compute.</param>
    /// <param name="inputs">Inputs whose shapes fit the operation.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="arena">Where the result and the temporaries are allocated.</param>
    protected abstract Tensor Compute(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena);

    /// <summary>Computes an operation whose inputs have been checked, and keeps what its gradient needs.</summary>
    /// <param name="operation">What to compute.</param>
    /// <param name="inputs">Inputs whose shapes fit the operation.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="arena">Where the result, what is kept and the temporaries are allocated.</param>
    /// <param name="saved">What was kept.</param>
    protected abstract Tensor ComputeSaving(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena, out object? saved);
}

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// An operation of the engine with its attributes: immutable, made once when a model is built, compared by value. It knows which
/// inputs it takes and the shape of its result, and nothing of any backend.
/// </summary>
public abstract record Operation
{
    /// <summary>The operation's name in messages.</summary>
    public string Name => GetType().Name;

    /// <summary>Checks the inputs and gives the shape of the result.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit; the message names the operation and the shapes.</exception>
    public abstract Shape InferShape(ReadOnlySpan<Tensor> inputs);

    /// <summary>An error that names this operation, its inputs and what it expects.</summary>
    protected ArgumentException Mismatch(ReadOnlySpan<Tensor> inputs, string expected)
    {
        var found = new List<string>(inputs.Length);
        foreach (var input in inputs)
            found.Add(input.ToString());
        return new ArgumentException($"{Name}: expected {expected}; got ({string.Join(", ", found)}).", nameof(inputs));
    }

    private protected static bool IsMatrix(Tensor tensor) =>
        tensor.ElementType == ElementType.Float32 && tensor.Shape.Rank == 2;

    private protected static bool IsVector(Tensor tensor, int length) =>
        tensor.ElementType == ElementType.Float32 && tensor.Shape == new Shape(length);

    private protected static bool IsIndices(Tensor tensor) =>
        tensor.ElementType == ElementType.Int32 && tensor.Shape.Rank == 1;
}

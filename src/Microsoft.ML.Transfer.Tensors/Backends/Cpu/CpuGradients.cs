namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>What the gradient of an operation is computed from, and where it goes.</summary>
internal readonly ref struct CpuGradients
{
    public required ReadOnlySpan<CpuTensor> Inputs { get; init; }

    public required CpuTensor Result { get; init; }

    /// <summary>What the operation kept; null where it keeps nothing.</summary>
    public required CpuTensor? Saved { get; init; }

    /// <summary>The gradient of the result.</summary>
    public required CpuTensor OfResult { get; init; }

    /// <summary>What the gradient of each input is added to; null where none is wanted.</summary>
    public required ReadOnlySpan<CpuTensor?> OfInputs { get; init; }

    public required CpuArena Arena { get; init; }

    /// <summary>Whether the gradient of an input holds something already; else the operation, which asks once, writes all of it next.</summary>
    public bool Adds(int input) => OfInputs[input]?.TakeZeros() != true;

    /// <summary>Where the first inputs are not all different tensors, has the zeros of their gradients written: what one of them overwrites, another may have added to.</summary>
    public void Separate(int count)
    {
        for (var i = 1; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (OfInputs[i] is { } gradient && ReferenceEquals(gradient, OfInputs[j]))
                    _ = gradient.Values;
            }
        }
    }

    /// <summary>The first number of an input's gradient; null where none is wanted.</summary>
    public unsafe float* FloatsOf(int input) => OfInputs[input] is { } gradient ? gradient.Floats : null;

    /// <summary>The numbers of an input's gradient; empty where none is wanted.</summary>
    public Span<float> Of(int input) => OfInputs[input] is { } gradient ? gradient.Values : default;
}

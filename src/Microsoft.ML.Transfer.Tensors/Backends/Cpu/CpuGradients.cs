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

    /// <summary>The numbers of an input's gradient; empty where none is wanted.</summary>
    public Span<float> Of(int input) => OfInputs[input] is { } gradient ? gradient.Values : default;
}

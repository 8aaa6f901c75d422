using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>norm(x + f(x)) (Vaswani et al., 2017).</summary>
internal sealed class NormAfterSum(IBranch branch, NormalizationLayer norm) : ILayer
{
    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences) =>
        norm.Forward(computation, computation.Drop(branch.Forward(computation, x, sequences)), x);
}

/// <summary>x + f(norm(x)); without a norm, x + f(x).</summary>
internal sealed class NormBeforeBranch(IBranch branch, NormalizationLayer? norm) : ILayer
{
    private static readonly Add Sum = new();

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var read = norm is null ? x : norm.Forward(computation, x);
        return computation.Apply(Sum, x, computation.Drop(branch.Forward(computation, read, sequences)));
    }
}

/// <summary>x + f₁(norm₁(x)) + f₂(norm₂(x)).</summary>
internal sealed class ParallelBranches(IBranch first, NormalizationLayer firstNorm, IBranch second, NormalizationLayer secondNorm) : ILayer
{
    private static readonly Add Sum = new();

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var a = computation.Drop(first.Forward(computation, firstNorm.Forward(computation, x), sequences));
        var b = computation.Drop(second.Forward(computation, secondNorm.Forward(computation, x), sequences));
        return computation.Apply(Sum, x, a, b);
    }
}

/// <summary>Layers one after the other.</summary>
internal sealed class LayerSequence(params ILayer[] layers) : ILayer
{
    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        foreach (var layer in layers)
            x = layer.Forward(computation, x, sequences);
        return x;
    }
}

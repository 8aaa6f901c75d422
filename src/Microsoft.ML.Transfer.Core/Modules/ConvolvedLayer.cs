using System.Buffers;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// A layer with a convolution over its input beside it: norm(layer(x) + f(Σₖ Wₖ x[t + k] + b)), k from −n/2 to n/2 of a kernel of n tokens
/// (DeBERTa v2). <para><i>Parameters:</i> a matrix [hidden, hidden] for each k, bias [hidden], norm.</para>
/// </summary>
internal sealed class ConvolvedLayer : ILayer
{
    private static readonly Add Sum = new();
    private readonly ILayer _layer;
    private readonly LinearLayer[] _kernel;
    private readonly ShiftRows[] _shifts;
    private readonly Activate _activation;
    private readonly NormalizationLayer _norm;

    public ConvolvedLayer(ILayer layer, ParameterSet parameters, ParameterPath path, EncoderConfig config, ConvolutionConfig convolution)
    {
        _layer = layer;
        var middle = convolution.KernelSize / 2;
        _kernel = [.. Enumerable.Range(0, convolution.KernelSize).Select(k => new LinearLayer(parameters, path / "kernel" / k, config.HiddenSize, config.HiddenSize, hasBias: k == middle))];
        _shifts = [.. Enumerable.Range(0, convolution.KernelSize).Select(k => new ShiftRows(k - middle))];
        _activation = new Activate(convolution.Activation);
        _norm = new NormalizationLayer(parameters, path / "norm", config);
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var output = _layer.Forward(computation, x, sequences);
        var terms = ArrayPool<Tensor>.Shared.Rent(_kernel.Length);
        for (var k = 0; k < _kernel.Length; k++)
        {
            var shifted = sequences.Visible is { } visible
                ? computation.Apply(_shifts[k], x, sequences.Offsets, visible)
                : computation.Apply(_shifts[k], x, sequences.Offsets);
            terms[k] = _kernel[k].Forward(computation, shifted);
        }
        var sum = computation.Apply(Sum, terms.AsSpan(0, _kernel.Length));
        ArrayPool<Tensor>.Shared.Return(terms, clearArray: true);
        return _norm.Forward(computation, computation.Apply(_activation, sum), output);
    }
}

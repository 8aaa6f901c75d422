using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Keys and values before those of each sequence (Li and Liang, 2021). <para><i>Parameters:</i> key, value [length, key heads · head size].</para></summary>
internal sealed class AttentionPrefix(ParameterSet parameters, ParameterPath path, int length, int width)
{
    private static readonly PrependRows Prepend = new();
    private readonly Tensor _key = parameters.Create(path / "key" / "weight", new Shape(length, width), Initialization.Normal);
    private readonly Tensor _value = parameters.Create(path / "value" / "weight", new Shape(length, width), Initialization.Normal);

    /// <summary>Shape: [tokens, key heads · head size] → [tokens + sequences · length, key heads · head size], each.</summary>
    public (Tensor Key, Tensor Value) Forward(Computation computation, Tensor key, Tensor value, PackedSequences sequences) =>
        (computation.Apply(Prepend, _key, key, sequences.Offsets), computation.Apply(Prepend, _value, value, sequences.Offsets));
}

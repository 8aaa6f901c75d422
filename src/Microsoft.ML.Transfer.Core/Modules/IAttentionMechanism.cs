using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>What stands between the projections of an attention: scores, softmax, and the sum of the values.</summary>
internal interface IAttentionMechanism
{
    /// <summary>Shape: q [tokens, heads · head size], k and v [tokens, key heads · head size] → [tokens, heads · head size].</summary>
    Tensor Forward(Computation computation, Tensor query, Tensor key, Tensor value, PackedSequences sequences);
}

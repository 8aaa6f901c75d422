using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>What a layer adds to its input: an attention or a feed-forward network.</summary>
internal interface IBranch
{
    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    Tensor Forward(Computation computation, Tensor x, PackedSequences sequences);
}

/// <summary>A transformer layer, or a part of one that keeps the residual stream.</summary>
internal interface ILayer
{
    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    Tensor Forward(Computation computation, Tensor x, PackedSequences sequences);
}

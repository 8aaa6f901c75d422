using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>What an adaptation makes a linear layer compute besides its own weights.</summary>
internal abstract class LinearAddition
{
    /// <summary>What the layer gives with the addition. Shape: [tokens, in] → [tokens, out].</summary>
    public abstract Tensor Forward(Computation computation, Tensor x, LinearLayer layer);

    /// <summary>Changes the layer's own weights to those that give the same without the addition.</summary>
    /// <param name="weight">[out, in], row-major.</param>
    /// <param name="bias">[out]; empty where the layer has none.</param>
    public abstract void Merge(Span<float> weight, Span<float> bias);

    private protected static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Takes down the weights of each attention that is computed, for those who look into a model.</summary>
internal sealed class AttentionRecorder
{
    /// <summary>Attentions of tokens to their own sequence, in the order in which they were computed.</summary>
    public List<AttentionWeights> Self { get; } = [];

    /// <summary>Attentions of a decoder to the encoder's output.</summary>
    public List<AttentionWeights> Cross { get; } = [];

    /// <summary>Computes the weights and copies them out of the arena.</summary>
    public static AttentionWeights Compute(Computation computation, Operation probabilities, int heads, ReadOnlySpan<Tensor> inputs)
    {
        var mark = computation.Arena.Mark();
        var weights = computation.Apply(probabilities, inputs);
        var values = new float[weights.Shape.Count];
        weights.CopyTo(values);
        var columns = weights.Shape.Columns;
        computation.Arena.Release(mark);
        return new AttentionWeights(heads, columns, values);
    }
}

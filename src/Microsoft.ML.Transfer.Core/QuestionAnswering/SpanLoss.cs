using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>How well a head with two scores for each token finds the first and the last token of spans.</summary>
/// <param name="model">The model.</param>
internal sealed class SpanLoss(TunedModel model) : ITrainingTask<SpanBatch>
{
    private static readonly SpanCrossEntropy CrossEntropy = new();

    /// <inheritdoc/>
    public Backend Backend => model.Model.Encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => model.Model.Encoder.Parameters;

    /// <inheritdoc/>
    public double WeightOf(SpanBatch batch) => batch.Tokens.SequenceCount;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, SpanBatch batch)
    {
        var states = model.Model.Encoder.Forward(computation, batch.Tokens);
        var arena = computation.Arena;
        return computation.Apply(CrossEntropy, [model.Head.Forward(states), states.Offsets, arena.Upload(batch.Starts), arena.Upload(batch.Ends)]);
    }
}

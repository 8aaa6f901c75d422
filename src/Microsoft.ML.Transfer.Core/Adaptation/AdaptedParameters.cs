using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>The parameters of a model, and those of what an adaptation puts into it.</summary>
/// <param name="model">The model.</param>
/// <param name="added">What is put in.</param>
internal sealed class AdaptedParameters(IParameterSource model, IParameterSource added) : IParameterSource
{
    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => Source(path).Contains(path);

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination) => Source(path).Fill(path, shape, initialization, destination);

    /// <inheritdoc/>
    public void Complete()
    {
        model.Complete();
        added.Complete();
    }

    private IParameterSource Source(ParameterPath path) => AddedPaths.Contains(path) ? added : model;
}

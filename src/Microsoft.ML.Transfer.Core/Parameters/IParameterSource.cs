using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Parameters;

/// <summary>Where the values of a model's parameters come from: a checkpoint, or a seed.</summary>
public interface IParameterSource
{
    /// <summary>Whether the source has the parameter: asked for the parts that a model may lack, such as a pooler.</summary>
    bool Contains(ParameterPath path);

    /// <summary>
    /// Writes a parameter's values. What is wrong with it is remembered rather than thrown, so that <see cref="Complete"/> can list
    /// everything at once.
    /// </summary>
    /// <param name="path">Which parameter.</param>
    /// <param name="shape">The shape that the model needs.</param>
    /// <param name="initialization">How it starts where there is nothing to load.</param>
    /// <param name="destination">Its elements, row-major.</param>
    void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination);

    /// <summary>Called once when the model has asked for all its parameters.</summary>
    /// <exception cref="InvalidDataException">Parameters were missing, unexpected, or of another shape; all of them are listed.</exception>
    void Complete();
}

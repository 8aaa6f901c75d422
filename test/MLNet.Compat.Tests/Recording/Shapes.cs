using Microsoft.ML;

namespace MLNet.Compat.Tests.Recording;

/// <summary>Schema shapes for <see cref="IEstimator{TTransformer}.GetOutputSchema"/>, made with public means only.</summary>
public static class Shapes
{
    /// <summary>No columns.</summary>
    public sealed class Nothing;

    /// <summary>The shape of the columns that <typeparamref name="TRow"/> declares.</summary>
    /// <remarks>A shape's columns have no public constructor; a mapping's output schema gives them.</remarks>
    public static SchemaShape Of<TRow>(MLContext ml)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(ml);
        return ml.Transforms.CustomMapping<Nothing, TRow>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));
    }
}

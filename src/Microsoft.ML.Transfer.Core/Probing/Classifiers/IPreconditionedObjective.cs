namespace Microsoft.ML.Transfer.Probing;

/// <summary>A function to be minimised, with what is known of its curvature.</summary>
internal interface IPreconditionedObjective
{
    /// <summary>How many variables it has.</summary>
    int Count { get; }

    /// <summary>Its value and gradient.</summary>
    double Evaluate(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>result = H g for a symmetric positive definite H that stands for the inverse of the second derivatives.</summary>
    void Precondition(ReadOnlySpan<double> gradient, Span<double> result);
}

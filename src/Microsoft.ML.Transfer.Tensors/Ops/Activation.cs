namespace Microsoft.ML.Transfer.Tensors;

/// <summary>An elementwise function: of the result of a <see cref="Linear"/> in the same pass, or of any matrix by <see cref="Activate"/>.</summary>
public enum Activation
{
    /// <summary>The identity.</summary>
    None,

    /// <summary>x · Φ(x) with the exact normal distribution function (Hendrycks and Gimpel, 2016).</summary>
    Gelu,

    /// <summary>The tanh approximation of GELU: ½x (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    GeluTanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x · sigmoid(x), also known as swish.</summary>
    Silu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x · sigmoid(1.702 x), the approximation of GELU by the logistic function.</summary>
    QuickGelu,

    /// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
    Sigmoid,
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>Elementwise activation functions, in place.</summary>
internal static class Activations
{
    public static void Apply(Activation activation, Span<float> x)
    {
        switch (activation)
        {
            case Activation.None:
                break;
            case Activation.Gelu:
                Gelu(x);
                break;
            case Activation.GeluTanh:
                GeluTanh(x);
                break;
            case Activation.Relu:
                TensorPrimitives.Max(x, 0f, x);
                break;
            case Activation.Silu:
                Silu(x);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(x, x);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    /// <summary>½x (1 + erf(x/√2)).</summary>
    private static void Gelu(Span<float> x)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = Gelu(vectors[i]);

        // The rest goes through the same vector code, so that an element's value does not depend on where it stands.
        var rest = x[(vectors.Length * Vector<float>.Count)..];
        if (rest.IsEmpty)
            return;
        Span<float> padded = stackalloc float[Vector<float>.Count];
        padded.Clear();
        rest.CopyTo(padded);
        Gelu(new Vector<float>(padded)).CopyTo(padded);
        padded[..rest.Length].CopyTo(rest);
    }

    private static Vector<float> Gelu(Vector<float> x)
    {
        var erf = Erf(x * 0.70710678118654752f);
        return x * 0.5f * (Vector<float>.One + erf);
    }

    /// <summary>
    /// erf(x) = x P(x²) / Q(x²), a rational minimax approximation on [−4, 4], beyond which erf is ±1 in single precision. The largest error
    /// is 3 units in the last place; the coefficients are those of the Eigen and XLA libraries' single-precision erf.
    /// </summary>
    internal static Vector<float> Erf(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-4f)), new Vector<float>(4f));
        var square = x * x;
        var p = new Vector<float>(-2.72614225801306e-10f);
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(2.77068142495902e-08f));
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(-2.10102402082508e-06f));
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(-5.69250639462346e-05f));
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(-7.34990630326855e-04f));
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(-2.95459980854025e-03f));
        p = Vector.FusedMultiplyAdd(p, square, new Vector<float>(-1.60960333262415e-02f));
        var q = new Vector<float>(-1.45660718464996e-05f);
        q = Vector.FusedMultiplyAdd(q, square, new Vector<float>(-2.13374055278905e-04f));
        q = Vector.FusedMultiplyAdd(q, square, new Vector<float>(-1.68282697438203e-03f));
        q = Vector.FusedMultiplyAdd(q, square, new Vector<float>(-7.37332916720468e-03f));
        q = Vector.FusedMultiplyAdd(q, square, new Vector<float>(-1.42647390514189e-02f));
        return x * p / q;
    }

    private static void GeluTanh(Span<float> x)
    {
        const float SquareRootOfTwoOverPi = 0.7978845608028654f;
        Span<float> inner = x.Length <= 256 ? stackalloc float[x.Length] : new float[x.Length];
        for (var i = 0; i < x.Length; i++)
            inner[i] = SquareRootOfTwoOverPi * (x[i] + 0.044715f * x[i] * x[i] * x[i]);
        TensorPrimitives.Tanh(inner, inner);
        for (var i = 0; i < x.Length; i++)
            x[i] = 0.5f * x[i] * (1f + inner[i]);
    }

    private static void Silu(Span<float> x)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] /= 1f + MathF.Exp(-x[i]);
    }
}

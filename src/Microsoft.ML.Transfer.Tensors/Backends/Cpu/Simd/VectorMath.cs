using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>Elementary functions on whole registers. Not a number in gives not a number out.</summary>
internal static class VectorMath
{
    /// <summary>
    /// eˣ, with a relative error of at most 2⁻²² between −87.3 and 88.3. Below −87.7 it is 0, above 88.37 it stays at e^88.37.
    /// <para>
    /// x = n ln 2 + r with a whole n and |r| ≤ ½ ln 2, so eˣ = 2ⁿ eʳ; the polynomial for eʳ is that of the Cephes library's expf.
    /// </para>
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : unmanaged, ISimdVector<V>
    {
        // A sum with 1.5 · 2²³ has no room for a fraction: it rounds to the nearest whole number.
        const float Rounder = 12582912f;
        // ln 2 in two parts, of which the first has so few bits that n times it is exact.
        const float Ln2Upper = 0.693359375f;
        const float Ln2Lower = -2.12194440e-4f;
        x = V.Min(V.Broadcast(88.37f), V.Max(V.Broadcast(-88f), x));
        var n = V.MultiplyAdd(x, V.Broadcast(1.44269504f), V.Broadcast(Rounder)) - V.Broadcast(Rounder);
        var r = V.MultiplyAdd(n, V.Broadcast(-Ln2Upper), x);
        r = V.MultiplyAdd(n, V.Broadcast(-Ln2Lower), r);
        var p = V.Broadcast(1.9875691500e-4f);
        p = V.MultiplyAdd(p, r, V.Broadcast(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r) + V.Broadcast(1f);
        return p * V.PowerOfTwo(n);
    }

    /// <summary>
    /// erf(x) = x P(x²) / Q(x²), a rational minimax approximation on [−4, 4], beyond which erf is ±1 in single precision. The largest error is
    /// 4 · 10⁻⁷, or 5 · 10⁻⁷ where multiply-adds are rounded twice; the coefficients are those of the Eigen and XLA libraries' single-precision erf.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x)
        where V : unmanaged, ISimdVector<V>
    {
        x = V.Min(V.Broadcast(4f), V.Max(V.Broadcast(-4f), x));
        var square = x * x;
        var p = V.Broadcast(-2.72614225801306e-10f);
        p = V.MultiplyAdd(p, square, V.Broadcast(2.77068142495902e-08f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-2.10102402082508e-06f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-5.69250639462346e-05f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-7.34990630326855e-04f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-2.95459980854025e-03f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-1.60960333262415e-02f));
        var q = V.Broadcast(-1.45660718464996e-05f);
        q = V.MultiplyAdd(q, square, V.Broadcast(-2.13374055278905e-04f));
        q = V.MultiplyAdd(q, square, V.Broadcast(-1.68282697438203e-03f));
        q = V.MultiplyAdd(q, square, V.Broadcast(-7.37332916720468e-03f));
        q = V.MultiplyAdd(q, square, V.Broadcast(-1.42647390514189e-02f));
        return x * p / q;
    }

    /// <summary>
    /// tanh(x) = x P(x²) / Q(x²), a rational minimax approximation on [−7.9, 7.9], beyond which tanh is ±1 in single precision. The largest
    /// error is 3 · 10⁻⁷; the coefficients are those of the Eigen library's single-precision tanh.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x)
        where V : unmanaged, ISimdVector<V>
    {
        const float Limit = 7.90531110763549805f;
        x = V.Min(V.Broadcast(Limit), V.Max(V.Broadcast(-Limit), x));
        var square = x * x;
        var p = V.Broadcast(-2.76076847742355e-16f);
        p = V.MultiplyAdd(p, square, V.Broadcast(2.00018790482477e-13f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-8.60467152213735e-11f));
        p = V.MultiplyAdd(p, square, V.Broadcast(5.12229709037114e-08f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.48572235717979e-05f));
        p = V.MultiplyAdd(p, square, V.Broadcast(6.37261928875436e-04f));
        p = V.MultiplyAdd(p, square, V.Broadcast(4.89352455891786e-03f));
        var q = V.Broadcast(1.19825839466702e-06f);
        q = V.MultiplyAdd(q, square, V.Broadcast(1.18534705686654e-04f));
        q = V.MultiplyAdd(q, square, V.Broadcast(2.26843463243900e-03f));
        q = V.MultiplyAdd(q, square, V.Broadcast(4.89352518554385e-03f));
        return x * p / q;
    }
}

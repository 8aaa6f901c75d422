using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>The derivatives of <see cref="Activations"/>, in place of the numbers that they are taken at.</summary>
internal static unsafe class ActivationGradients
{
    /// <param name="activation">The function.</param>
    /// <param name="x">The numbers, which become f′(x).</param>
    /// <param name="count">How many: whole vectors.</param>
    public static void Apply<V>(Activation activation, float* x, int count)
        where V : unmanaged, ISimdVector<V>
    {
        switch (activation)
        {
            case Activation.None:
                new Span<float>(x, count).Fill(1f);
                break;
            case Activation.Gelu:
                Apply<V, Gelu<V>>(x, count);
                break;
            case Activation.GeluTanh:
                Apply<V, GeluTanh<V>>(x, count);
                break;
            case Activation.Relu:
                Apply<V, Relu<V>>(x, count);
                break;
            case Activation.Silu:
                Apply<V, Silu<V>>(x, count);
                break;
            case Activation.Tanh:
                Apply<V, Tanh<V>>(x, count);
                break;
            case Activation.QuickGelu:
                Apply<V, QuickGelu<V>>(x, count);
                break;
            case Activation.Sigmoid:
                Apply<V, Sigmoid<V>>(x, count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<V, TFunction>(float* x, int count)
        where V : unmanaged, ISimdVector<V>
        where TFunction : struct, IFunction<V>
    {
        for (var j = 0; j < count; j += V.Count)
            V.Store(TFunction.Of(V.Load(x + j)), x + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Logistic<V>(V x)
        where V : unmanaged, ISimdVector<V> => V.Broadcast(1f) / (V.Broadcast(1f) + VectorMath.Exp(V.Zero - x));

    private interface IFunction<V>
    {
        static abstract V Of(V x);
    }

    /// <summary>Φ(x) + x φ(x).</summary>
    private struct Gelu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            const float InverseOfSquareRootOfTwoPi = 0.3989422804014327f;
            var half = V.Broadcast(0.5f);
            var distribution = V.MultiplyAdd(half, VectorMath.Erf(x * V.Broadcast(0.70710678118654752f)), half);
            var density = V.Broadcast(InverseOfSquareRootOfTwoPi) * VectorMath.Exp(x * x * V.Broadcast(-0.5f));
            return V.MultiplyAdd(x, density, distribution);
        }
    }

    /// <summary>½ (1 + t) + ½ x (1 − t²) u′ with t = tanh(u), u = √(2/π) (x + 0.044715 x³).</summary>
    private struct GeluTanh<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            const float SquareRootOfTwoOverPi = 0.7978845608028654f;
            var square = x * x;
            var one = V.Broadcast(1f);
            var t = VectorMath.Tanh(x * V.MultiplyAdd(square, V.Broadcast(0.044715f * SquareRootOfTwoOverPi), V.Broadcast(SquareRootOfTwoOverPi)));
            var slope = V.MultiplyAdd(square, V.Broadcast(3 * 0.044715f * SquareRootOfTwoOverPi), V.Broadcast(SquareRootOfTwoOverPi));
            return V.Broadcast(0.5f) * V.MultiplyAdd(x * slope, one - t * t, one + t);
        }
    }

    /// <summary>1 above 0, else 0: numbers too small to be normal are between.</summary>
    private struct Relu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => V.Min(V.Broadcast(1f), V.Max(V.Zero, x * V.Broadcast(1e38f)));
    }

    /// <summary>σ(x) (1 + x (1 − σ(x))).</summary>
    private struct Silu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            var s = Logistic(x);
            return V.MultiplyAdd(s * x, V.Broadcast(1f) - s, s);
        }
    }

    /// <summary>1 − tanh(x)².</summary>
    private struct Tanh<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            var t = VectorMath.Tanh(x);
            return (V.Broadcast(1f) - t) * (V.Broadcast(1f) + t);
        }
    }

    /// <summary>The derivative of SiLU at 1.702 x.</summary>
    private struct QuickGelu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => Silu<V>.Of(x * V.Broadcast(1.702f));
    }

    /// <summary>σ(x) (1 − σ(x)).</summary>
    private struct Sigmoid<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            var s = Logistic(x);
            return s * (V.Broadcast(1f) - s);
        }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>The gradients of <see cref="Activations"/>: those of the results times the derivatives.</summary>
internal static unsafe class ActivationGradients
{
    /// <summary>dx = dy f′(x), or dx += dy f′(x).</summary>
    /// <param name="activation">The function f.</param>
    /// <param name="x">What it was applied to.</param>
    /// <param name="dy">The gradient of the results; may be in the place of dx.</param>
    /// <param name="dx">Where the gradient goes.</param>
    /// <param name="count">How many: whole vectors.</param>
    /// <param name="adds">Whether it is added to what dx holds.</param>
    public static void Apply<V>(Activation activation, float* x, float* dy, float* dx, int count, bool adds)
        where V : unmanaged, ISimdVector<V>
    {
        switch (activation)
        {
            case Activation.None:
                Apply<V, Identity<V>>(x, dy, dx, count, adds);
                break;
            case Activation.Gelu:
                Apply<V, Gelu<V>>(x, dy, dx, count, adds);
                break;
            case Activation.GeluTanh:
                Apply<V, GeluTanh<V>>(x, dy, dx, count, adds);
                break;
            case Activation.Relu:
                Apply<V, Relu<V>>(x, dy, dx, count, adds);
                break;
            case Activation.Silu:
                Apply<V, Silu<V>>(x, dy, dx, count, adds);
                break;
            case Activation.Tanh:
                Apply<V, Tanh<V>>(x, dy, dx, count, adds);
                break;
            case Activation.QuickGelu:
                Apply<V, QuickGelu<V>>(x, dy, dx, count, adds);
                break;
            case Activation.Sigmoid:
                Apply<V, Sigmoid<V>>(x, dy, dx, count, adds);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<V, TFunction>(float* x, float* dy, float* dx, int count, bool adds)
        where V : unmanaged, ISimdVector<V>
        where TFunction : struct, IFunction<V>
    {
        if (adds)
        {
            for (var j = 0; j < count; j += V.Count)
                V.Store(V.MultiplyAdd(V.Load(dy + j), TFunction.Of(V.Load(x + j)), V.Load(dx + j)), dx + j);
        }
        else
        {
            for (var j = 0; j < count; j += V.Count)
                V.Store(V.Load(dy + j) * TFunction.Of(V.Load(x + j)), dx + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Logistic<V>(V x)
        where V : unmanaged, ISimdVector<V> => V.Broadcast(1f) / (V.Broadcast(1f) + VectorMath.Exp(V.Zero - x));

    private interface IFunction<V>
    {
        static abstract V Of(V x);
    }

    /// <summary>1.</summary>
    private struct Identity<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        public static V Of(V x) => V.Broadcast(1f);
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

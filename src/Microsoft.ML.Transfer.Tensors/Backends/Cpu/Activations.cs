using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// Elementwise activation functions of a block of a matrix that was just written and is still in the cache, as a rule in place. The error is at most 5 · 10⁻⁷ where |x| ≤ 1, and
/// 5 · 10⁻⁷ |x| beyond; it comes from <see cref="VectorMath"/>, whose functions have bounds of their own.
/// </summary>
internal static unsafe class Activations
{
    /// <param name="activation">The function.</param>
    /// <param name="x">The block, [rows, columns].</param>
    /// <param name="y">Where the results go, [rows, columns]: the same place or one apart from it.</param>
    /// <param name="stride">From one row to the next, of both.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns: whole vectors.</param>
    public static void Apply<V>(Activation activation, float* x, float* y, nint stride, int rows, int columns)
        where V : unmanaged, ISimdVector<V>
    {
        switch (activation)
        {
            case Activation.None:
                if (x != y)
                    Apply<V, Identity<V>>(x, y, stride, rows, columns);
                break;
            case Activation.Gelu:
                Apply<V, Gelu<V>>(x, y, stride, rows, columns);
                break;
            case Activation.GeluTanh:
                Apply<V, GeluTanh<V>>(x, y, stride, rows, columns);
                break;
            case Activation.Relu:
                Apply<V, Relu<V>>(x, y, stride, rows, columns);
                break;
            case Activation.Silu:
                Apply<V, Silu<V>>(x, y, stride, rows, columns);
                break;
            case Activation.Tanh:
                Apply<V, Tanh<V>>(x, y, stride, rows, columns);
                break;
            case Activation.QuickGelu:
                Apply<V, QuickGelu<V>>(x, y, stride, rows, columns);
                break;
            case Activation.Sigmoid:
                Apply<V, Sigmoid<V>>(x, y, stride, rows, columns);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<V, TFunction>(float* x, float* y, nint stride, int rows, int columns)
        where V : unmanaged, ISimdVector<V>
        where TFunction : struct, IFunction<V>
    {
        for (var i = 0; i < rows; i++)
        {
            var row = x + i * stride;
            var result = y + i * stride;
            for (var j = 0; j < columns; j += V.Count)
                V.Store(TFunction.Of(V.Load(row + j)), result + j);
        }
    }

    private interface IFunction<V>
    {
        static abstract V Of(V x);
    }

    private struct Identity<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        public static V Of(V x) => x;
    }

    private struct Gelu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            var half = x * V.Broadcast(0.5f);
            return V.MultiplyAdd(half, VectorMath.Erf(x * V.Broadcast(0.70710678118654752f)), half);
        }
    }

    private struct GeluTanh<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x)
        {
            const float SquareRootOfTwoOverPi = 0.7978845608028654f;
            var inner = x * V.MultiplyAdd(x * x, V.Broadcast(0.044715f * SquareRootOfTwoOverPi), V.Broadcast(SquareRootOfTwoOverPi));
            var half = x * V.Broadcast(0.5f);
            return V.MultiplyAdd(half, VectorMath.Tanh(inner), half);
        }
    }

    private struct Relu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => V.Max(V.Zero, x);
    }

    private struct Silu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => x / (V.Broadcast(1f) + VectorMath.Exp(V.Zero - x));
    }

    private struct Tanh<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => VectorMath.Tanh(x);
    }

    private struct QuickGelu<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => x / (V.Broadcast(1f) + VectorMath.Exp(x * V.Broadcast(-1.702f)));
    }

    private struct Sigmoid<V> : IFunction<V>
        where V : unmanaged, ISimdVector<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => V.Broadcast(1f) / (V.Broadcast(1f) + VectorMath.Exp(V.Zero - x));
    }
}

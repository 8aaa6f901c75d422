using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>8 floats in a 256-bit register: processors with AVX2 and FMA.</summary>
internal readonly unsafe struct Avx2Vector(Vector256<float> value) : ISimdVector<Avx2Vector>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    public static Avx2Vector Zero => new(Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx2Vector vector, float* destination) => vector._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator +(Avx2Vector left, Avx2Vector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator -(Avx2Vector left, Avx2Vector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator *(Avx2Vector left, Avx2Vector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator /(Avx2Vector left, Avx2Vector right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector MultiplyAdd(Avx2Vector a, Avx2Vector b, Avx2Vector c) => new(Fma.MultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Min(Avx2Vector left, Avx2Vector right) => new(Avx.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Max(Avx2Vector left, Avx2Vector right) => new(Avx.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector PowerOfTwo(Avx2Vector n) =>
        new(Vector256.ShiftLeft(Avx.ConvertToVector256Int32(n._value) + Vector256.Create(127), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx2Vector vector)
    {
        var quad = vector._value.GetLower() + vector._value.GetUpper();
        var pair = quad + Vector128.Shuffle(quad, Vector128.Create(2, 3, 0, 1));
        return pair[0] + pair[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx2Vector vector)
    {
        var quad = Sse.Max(vector._value.GetLower(), vector._value.GetUpper());
        var pair = Sse.Max(quad, Vector128.Shuffle(quad, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(pair[0], pair[1]);
    }

    public static TileShape ShapeFor(int columns) => new(SmallTile.Rows, SmallTile.Vectors * Count);

    public static void MultiplyTile(in Tile tile, int columns) => SmallTile.Multiply<Avx2Vector>(tile);
}

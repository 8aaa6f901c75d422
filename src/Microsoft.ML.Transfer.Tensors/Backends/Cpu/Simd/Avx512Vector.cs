using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>16 floats in a 512-bit register: processors with AVX-512.</summary>
internal readonly unsafe struct Avx512Vector(Vector512<float> value) : ISimdVector<Avx512Vector>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 16;

    public static Avx512Vector Zero => new(Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx512Vector vector, float* destination) => vector._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator +(Avx512Vector left, Avx512Vector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator -(Avx512Vector left, Avx512Vector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator *(Avx512Vector left, Avx512Vector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator /(Avx512Vector left, Avx512Vector right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector MultiplyAdd(Avx512Vector a, Avx512Vector b, Avx512Vector c) =>
        new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Min(Avx512Vector left, Avx512Vector right) => new(Avx512F.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Max(Avx512Vector left, Avx512Vector right) => new(Avx512F.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector PowerOfTwo(Avx512Vector n) =>
        new(Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(n._value) + Vector512.Create(127), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx512Vector vector) => Avx2Vector.Sum(new Avx2Vector(vector._value.GetLower() + vector._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx512Vector vector) =>
        Avx2Vector.Largest(new Avx2Vector(Avx.Max(vector._value.GetLower(), vector._value.GetUpper())));

    /// <summary>The shape that leaves fewer columns over.</summary>
    public static TileShape ShapeFor(int columns) =>
        Avx512Tiles.Tall.Padding(columns) <= Avx512Tiles.Wide.Padding(columns) ? Avx512Tiles.Tall : Avx512Tiles.Wide;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyTile(in Tile tile, int columns)
    {
        if (columns == Avx512Tiles.Tall.Columns)
            Avx512Tiles.MultiplyTall(tile);
        else
            Avx512Tiles.MultiplyWide(tile);
    }
}

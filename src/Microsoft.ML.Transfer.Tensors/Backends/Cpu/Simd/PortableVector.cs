using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>As many floats as <see cref="Vector{T}"/> holds on the processor at hand: Arm, and x86 without AVX2.</summary>
internal readonly unsafe struct PortableVector(Vector<float> value) : ISimdVector<PortableVector>
{
    private readonly Vector<float> _value = value;

    public static int Count => Vector<float>.Count;

    public static PortableVector Zero => new(Vector<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Load(float* source) => new(Vector.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Broadcast(float value) => new(new Vector<float>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PortableVector vector, float* destination) => Vector.Store(vector._value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator +(PortableVector left, PortableVector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator -(PortableVector left, PortableVector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator *(PortableVector left, PortableVector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator /(PortableVector left, PortableVector right) => new(left._value / right._value);

    /// <summary>Rounded twice where the processor has no fused multiply-add, which would otherwise be emulated a number at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector MultiplyAdd(PortableVector a, PortableVector b, PortableVector c) =>
        new(Vector.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Min(PortableVector left, PortableVector right) => new(Vector.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Max(PortableVector left, PortableVector right) => new(Vector.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector PowerOfTwo(PortableVector n) =>
        new(Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(n._value) + new Vector<int>(127), 23)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(PortableVector vector) => Vector.Sum(vector._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(PortableVector vector)
    {
        var largest = vector._value[0];
        for (var i = 1; i < Vector<float>.Count; i++)
            largest = MathF.Max(largest, vector._value[i]);
        return largest;
    }

    public static TileShape ShapeFor(int columns) => new(SmallTile.Rows, SmallTile.Vectors * Count);

    public static void MultiplyTile(in Tile tile, int columns) => SmallTile.Multiply<PortableVector>(tile);
}

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>
/// A register of floats in one instruction set: what every kernel is written in, once, as a generic over this type. The just-in-time compiler
/// makes separate code for each implementation, in which these members are single instructions. An instruction set also brings the
/// micro-kernel of its matrix product, whose tile is made to fill the register file.
/// </summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal unsafe interface ISimdVector<TSelf>
    where TSelf : unmanaged, ISimdVector<TSelf>
{
    /// <summary>The number of floats.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(float* source);

    static abstract TSelf Broadcast(float value);

    static abstract void Store(TSelf vector, float* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>2ⁿ for whole numbers n in −127 … 127, where −127 gives 0.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>The sum of the elements, always in the same order.</summary>
    static abstract float Sum(TSelf vector);

    /// <summary>The largest of the elements.</summary>
    static abstract float Largest(TSelf vector);

    /// <summary>The tile of the micro-kernel that suits a matrix of so many columns best.</summary>
    static abstract TileShape ShapeFor(int columns);

    /// <summary>
    /// The micro-kernel: for each row i of the tile and each column j, c[i, j] = start[i, j] + Σ a[i, k] b[k, j], added up in the order of k.
    /// </summary>
    /// <param name="tile">The operands.</param>
    /// <param name="columns">The columns of a shape that <see cref="ShapeFor"/> gives.</param>
    static abstract void MultiplyTile(in Tile tile, int columns);
}

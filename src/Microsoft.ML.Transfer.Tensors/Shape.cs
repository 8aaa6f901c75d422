using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The dimensions of a tensor, outermost first, in row-major order. Rank 0 (a scalar) to 2 (a matrix): everything in a packed
/// batch is a list of rows, so no operation needs more.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int _first;
    private readonly int _second;

    /// <summary>A vector of <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public Shape(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Rank, _first, _second) = (1, length, 1);
    }

    /// <summary>A matrix of <paramref name="rows"/> × <paramref name="columns"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public Shape(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        (Rank, _first, _second) = (2, rows, columns);
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>The first dimension: the rows of a matrix, the length of a vector, 1 for a scalar.</summary>
    public int Rows => Rank == 0 ? 1 : _first;

    /// <summary>The second dimension: the columns of a matrix, 1 for a vector or scalar.</summary>
    public int Columns => Rank < 2 ? 1 : _second;

    /// <summary>The number of elements.</summary>
    public long Count => (long)Rows * Columns;

    /// <summary>The size of one dimension.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public int this[int dimension] => (uint)dimension < (uint)Rank
        ? (dimension == 0 ? _first : _second)
        : throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"A tensor of rank {Rank} has no dimension {dimension}.");

    /// <inheritdoc/>
    public bool Equals(Shape other) => Rank == other.Rank && Rows == other.Rows && Columns == other.Columns;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, Rows, Columns);

    /// <summary>Whether two shapes have the same rank and dimensions.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ in rank or in a dimension.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The dimensions in brackets: <c>[512, 768]</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => string.Create(CultureInfo.InvariantCulture, $"[{_first}]"),
        _ => string.Create(CultureInfo.InvariantCulture, $"[{_first}, {_second}]"),
    };
}

using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>
/// A 128-bit id of a row, the same in every pass over the data. Derived ids mix the bits as the rounds of 128-bit MurmurHash3 do,
/// which keeps distinct ids distinct.
/// </summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The low 64 bits.</summary>
    public readonly ulong Low;

    /// <summary>The high 64 bits.</summary>
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    public int CompareTo(DataViewRowId other)
    {
        int result = High.CompareTo(other.High);
        return result != 0 ? result : Low.CompareTo(other.Low);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode()
        => (int)((uint)Low ^ (uint)(Low >> 32) ^ (uint)(High << 7) ^ (uint)(High >> 57) ^ (uint)(High >> 25));

    /// <summary>The id as if a 1 bit had been hashed on.</summary>
    public DataViewRowId Fork() => Round(0, 0, BitOperations.RotateLeft(C1, 31) * C2);

    /// <summary>The id as if a 0 bit had been hashed on.</summary>
    public DataViewRowId Next() => Round(0, 0, 0);

    /// <summary>The id as if the bits of another, forked, had been hashed on.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        other = other.Fork();
        return Round(BitOperations.RotateLeft(other.Low * C1, 31) * C2, BitOperations.RotateLeft(other.High * C2, 33) * C1, 0);
    }

    private DataViewRowId Round(ulong k1, ulong k2, ulong after)
    {
        ulong h1 = (BitOperations.RotateLeft(Low ^ k1, 27) + High) * 5 + 0x52dce729;
        ulong h2 = (BitOperations.RotateLeft(High ^ k2, 31) + h1) * 5 + 0x38495ab5;
        return new DataViewRowId(h1 ^ after, h2);
    }
}

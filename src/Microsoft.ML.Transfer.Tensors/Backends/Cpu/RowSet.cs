namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>Some of the rows of a matrix.</summary>
/// <param name="rows">How many rows the matrix has.</param>
internal sealed class RowSet(int rows)
{
    private readonly ulong[] _bits = new ulong[(rows + 63) / 64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A bit for each row, the lowest of the first number for row 0.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    public bool Contains(int row) => (_bits[row >> 6] >> row & 1) != 0;

    /// <returns>Whether it is new.</returns>
    public bool Add(int row)
    {
        if (Contains(row))
            return false;
        _bits[row >> 6] |= 1UL << row;
        Count++;
        return true;
    }

    /// <summary>The rows in ascending order.</summary>
    /// <param name="into">Room for <see cref="Count"/> of them.</param>
    public void CopyTo(Span<int> into)
    {
        var count = 0;
        for (var word = 0; word < _bits.Length; word++)
        {
            for (var bits = _bits[word]; bits != 0; bits &= bits - 1)
                into[count++] = 64 * word + System.Numerics.BitOperations.TrailingZeroCount(bits);
        }
    }
}

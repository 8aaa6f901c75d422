using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The merges of a byte-pair encoding: for two neighbouring tokens their rank and what they become.</summary>
internal sealed class MergeTable
{
    private readonly Slot[] _slots;
    private readonly int _mask;

    public MergeTable(IReadOnlyList<(int Left, int Right, int Merged)> merges)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * merges.Count))];
        _mask = _slots.Length - 1;
        Array.Fill(_slots, new Slot(ulong.MaxValue, 0, 0));
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right, merged) = merges[rank];
            var key = Key(left, right);
            var at = Start(key);
            while (_slots[at].Key != ulong.MaxValue && _slots[at].Key != key)
                at = (at + 1) & _mask;
            // Of a pair that is listed twice the later line counts, as in the reference.
            _slots[at] = new Slot(key, rank, merged);
        }
    }

    /// <summary>The rank of a pair, lower being earlier, and its merged id; a rank of <see cref="int.MaxValue"/> where it has none.</summary>
    public int Rank(int left, int right, out int merged)
    {
        var key = Key(left, right);
        for (var at = Start(key); ; at = (at + 1) & _mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Key == key)
            {
                merged = slot.Merged;
                return slot.Rank;
            }
            if (slot.Key == ulong.MaxValue)
            {
                merged = -1;
                return int.MaxValue;
            }
        }
    }

    /// <summary>All merges by rank.</summary>
    public IEnumerable<(int Left, int Right, int Merged)> ByRank() =>
        _slots.Where(slot => slot.Key != ulong.MaxValue).OrderBy(slot => slot.Rank).Select(slot => ((int)(slot.Key >> 32), (int)(uint)slot.Key, slot.Merged));

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int Start(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 33) & _mask;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(ulong Key, int Rank, int Merged);
}

using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Numbers sequences of keys in the order in which they are first met.</summary>
internal sealed class NgramPool
{
    private readonly List<uint> _keys = [];
    private readonly List<int> _ends = [];
    private int[] _buckets = NewBuckets(64);
    private readonly List<int> _next = [];

    public int Count => _ends.Count;

    public ReadOnlySpan<uint> this[int number]
    {
        get
        {
            int start = number == 0 ? 0 : _ends[number - 1];
            return CollectionsMarshal.AsSpan(_keys)[start.._ends[number]];
        }
    }

    /// <summary>The number of a sequence, or -1.</summary>
    public int Find(ReadOnlySpan<uint> sequence) => Find(sequence, Bucket(sequence));

    public bool TryAdd(ReadOnlySpan<uint> sequence, out int number)
    {
        int bucket = Bucket(sequence);
        number = Find(sequence, bucket);
        if (number >= 0)
            return false;

        number = Count;
        _keys.AddRange(sequence);
        _ends.Add(_keys.Count);
        _next.Add(_buckets[bucket]);
        _buckets[bucket] = number;
        if (Count > _buckets.Length)
            Grow();
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            var sequence = this[i];
            writer.Write((byte)sequence.Length);
            foreach (uint key in sequence)
                writer.Write(key);
        }
    }

    public static NgramPool Load(BinaryReader reader)
    {
        var pool = new NgramPool();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            var sequence = new uint[reader.ReadByte()];
            for (int k = 0; k < sequence.Length; k++)
                sequence[k] = reader.ReadUInt32();
            Contracts.CheckDecode(pool.TryAdd(sequence, out _));
        }
        return pool;
    }

    private int Find(ReadOnlySpan<uint> sequence, int bucket)
    {
        for (int number = _buckets[bucket]; number >= 0; number = _next[number])
        {
            if (this[number].SequenceEqual(sequence))
                return number;
        }
        return -1;
    }

    // Fibonacci hashing: sequences are short, and the bucket count is a power of two.
    private int Bucket(ReadOnlySpan<uint> sequence)
    {
        ulong hash = (ulong)sequence.Length;
        foreach (uint key in sequence)
            hash = (hash ^ key) * 0x9E3779B97F4A7C15;
        return (int)(hash >> 33) & (_buckets.Length - 1);
    }

    private void Grow()
    {
        _buckets = NewBuckets(_buckets.Length * 2);
        for (int i = 0; i < Count; i++)
        {
            int bucket = Bucket(this[i]);
            _next[i] = _buckets[bucket];
            _buckets[bucket] = i;
        }
    }

    private static int[] NewBuckets(int count)
    {
        var buckets = new int[count];
        Array.Fill(buckets, -1);
        return buckets;
    }
}

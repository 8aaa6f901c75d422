using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

/// <summary>Tasks that nobody has begun yet, from the first of them up to a limit: their owner takes the first, others the last. Alone in its cache lines, of which processors fetch two at a time.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct TaskRange
{
    // The first in the lower half, the limit in the upper one: both change in one exchange.
    [FieldOffset(128)]
    private long _bounds;

    /// <summary>Tasks <paramref name="first"/> to <paramref name="limit"/> − 1.</summary>
    public void Set(int first, int limit) => Volatile.Write(ref _bounds, Bounds(first, limit));

    /// <summary>Takes the first task; −1 where none is left.</summary>
    public int TakeFirst()
    {
        while (true)
        {
            var bounds = Volatile.Read(ref _bounds);
            var (first, limit) = ((int)bounds, (int)(bounds >> 32));
            if (first >= limit)
                return -1;
            if (Interlocked.CompareExchange(ref _bounds, Bounds(first + 1, limit), bounds) == bounds)
                return first;
        }
    }

    /// <summary>Takes the last task; −1 where none is left.</summary>
    public int TakeLast()
    {
        while (true)
        {
            var bounds = Volatile.Read(ref _bounds);
            var (first, limit) = ((int)bounds, (int)(bounds >> 32));
            if (first >= limit)
                return -1;
            if (Interlocked.CompareExchange(ref _bounds, Bounds(first, limit - 1), bounds) == bounds)
                return limit - 1;
        }
    }

    private static long Bounds(int first, int limit) => (long)limit << 32 | (uint)first;
}

using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

/// <summary>Tasks that nobody has begun yet, from the first of them up to a limit: their owner takes the first, others the last. Alone in its cache lines, of which processors fetch two at a time.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct TaskRange
{
    // The first in the lower half, the limit in the upper one: both change in one exchange.
    private const long NextFirst = 1;
    private const long PreviousLimit = -1L << 32;

    [FieldOffset(128)]
    private long _bounds;

    /// <summary>Tasks <paramref name="first"/> to <paramref name="limit"/> − 1.</summary>
    public void Set(int first, int limit) => Volatile.Write(ref _bounds, (long)limit << 32 | (uint)first);

    /// <summary>Takes the first task; −1 where none is left.</summary>
    public int TakeFirst() => Take(NextFirst);

    /// <summary>Takes the last task; −1 where none is left.</summary>
    public int TakeLast() => Take(PreviousLimit);

    private int Take(long step)
    {
        while (true)
        {
            var bounds = Volatile.Read(ref _bounds);
            var (first, limit) = ((int)bounds, (int)(bounds >> 32));
            if (first >= limit)
                return -1;
            if (Interlocked.CompareExchange(ref _bounds, bounds + step, bounds) == bounds)
                return step == NextFirst ? first : limit - 1;
        }
    }
}

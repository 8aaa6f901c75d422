using System.Collections.Concurrent;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Arenas that are between two batches, so that a thread finds its memory warm.</summary>
/// <param name="backend">Makes new ones.</param>
internal sealed class ArenaPool(Backend backend) : IDisposable
{
    private readonly ConcurrentBag<Arena> _idle = [];
    private volatile bool _disposed;

    /// <summary>An empty arena, of one caller alone until it is returned.</summary>
    public Arena Rent() => _idle.TryTake(out var arena) ? arena : backend.CreateArena();

    /// <summary>Takes an arena back, with whatever is left in it.</summary>
    public void Return(Arena arena)
    {
        arena.Release(default);
        _idle.Add(arena);
        if (_disposed)
            Dispose();
    }

    /// <summary>Frees the idle arenas, and those still out when they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var arena))
            arena.Dispose();
    }
}

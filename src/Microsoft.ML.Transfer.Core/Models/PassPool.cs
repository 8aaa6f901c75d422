using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The passes of an encoder that are between two batches, so that a thread finds its memory warm and makes no garbage.</summary>
/// <param name="parameters">The encoder's parameters, kept alive while a pass is out.</param>
internal sealed class PassPool(ParameterSet parameters) : IDisposable
{
    // Not a ConcurrentBag: what is in one hangs on the threads that put it there, and a pass knows its pool, so that an encoder that nobody disposes of
    // would never be collected.
    private readonly Stack<ForwardPass> _idle = [];
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <summary>An empty pass, of one caller alone until it ends.</summary>
    /// <exception cref="ObjectDisposedException">The parameters were freed.</exception>
    public ForwardPass Rent()
    {
        var use = parameters.BeginUse();
        try
        {
            var pass = TakeIdle() ?? new ForwardPass(new Computation(parameters.Backend, parameters.Backend.CreateArena()), this);
            pass.Begin(use);
            return pass;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Takes a pass back, with whatever is left in it.</summary>
    public void Return(ForwardPass pass)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _idle.Push(pass);
                return;
            }
        }
        pass.Computation.Arena.Dispose();
    }

    /// <summary>Frees the memory of idle passes, and of those still out when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        while (TakeIdle() is { } pass)
            pass.Computation.Arena.Dispose();
    }

    private ForwardPass? TakeIdle()
    {
        lock (_gate)
            return _idle.TryPop(out var pass) ? pass : null;
    }
}

using System.Collections.Concurrent;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The passes of an encoder that are between two batches, so that a thread finds its memory warm and makes no garbage.</summary>
/// <param name="parameters">The encoder's parameters, kept alive while a pass is out.</param>
internal sealed class PassPool(ParameterSet parameters) : IDisposable
{
    private readonly ConcurrentBag<ForwardPass> _idle = [];
    private volatile bool _disposed;

    /// <summary>An empty pass, of one caller alone until it ends.</summary>
    /// <exception cref="ObjectDisposedException">The parameters were freed.</exception>
    public ForwardPass Rent()
    {
        var use = parameters.BeginUse();
        try
        {
            var pass = _idle.TryTake(out var idle) ? idle : new ForwardPass(new Computation(parameters.Backend, parameters.Backend.CreateArena()), this);
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
        _idle.Add(pass);
        if (_disposed)
            Dispose();
    }

    /// <summary>Frees the memory of idle passes, and of those still out when they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var pass))
            pass.Computation.Arena.Dispose();
    }
}

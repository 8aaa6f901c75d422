using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Tensors.Autograd;

/// <summary>
/// The parameters that are trained and the gradient of each, which grows with every backward pass until it is cleared. Belongs to one computation at a time.
/// </summary>
public sealed class GradientSet : IDisposable
{
    private readonly Backend _backend;
    private readonly Arena _arena;
    private readonly OrderedDictionary<Tensor, Tensor> _gradients = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gradients of 0.</summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="parameters">What is to be trained; a parameter that is named twice counts once.</param>
    /// <exception cref="NotSupportedException">A parameter is kept in fewer bits than can be trained.</exception>
    public GradientSet(Backend backend, IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(parameters);
        (_backend, _arena) = (backend, backend.CreateArena());
        try
        {
            foreach (var parameter in parameters)
            {
                if (!_gradients.ContainsKey(parameter))
                    _gradients.Add(parameter, _arena.AllocateLike(parameter));
            }
            Clear();
        }
        catch
        {
            _arena.Dispose();
            throw;
        }
    }

    /// <summary>The parameters and their gradients, in the order in which the parameters were given.</summary>
    public IReadOnlyDictionary<Tensor, Tensor> Gradients => _gradients;

    /// <summary>How many threads clear and add up gradients; results do not depend on it.</summary>
    public int Threads
    {
        get => _arena.Threads;
        set => _arena.Threads = value;
    }

    /// <summary>The gradient of a parameter.</summary>
    /// <returns>Whether the tensor is a parameter that is trained.</returns>
    public bool TryGet(Tensor parameter, [NotNullWhen(true)] out Tensor? gradient) => _gradients.TryGetValue(parameter, out gradient);

    /// <summary>Sets all gradients to 0.</summary>
    public void Clear()
    {
        foreach (var gradient in _gradients.Values)
            _backend.Fill(gradient, 0f, _arena);
    }

    /// <summary>The Euclidean norm of all gradients together, what clipping goes by.</summary>
    public double Norm()
    {
        var sum = 0.0;
        foreach (var gradient in _gradients.Values)
            sum += _backend.SumOfSquares(gradient, _arena);
        return Math.Sqrt(sum);
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}

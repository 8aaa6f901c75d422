using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Autograd;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// A penalty on the parameters of a training, with where they began in the form in which the backend keeps them. Only what is trained and penalised takes memory. Not safe for several
/// threads.
/// </summary>
internal sealed class AppliedPenalty
{
    /// <summary>What the paths of heads begin with.</summary>
    public const string NewHeads = "heads/";

    private readonly Backend _backend;
    private readonly Arena _memory;
    private readonly List<PenalisedParameter> _parameters = [];
    private string? _hash;

    /// <param name="penalty">The penalty.</param>
    /// <param name="start">Where parameters began; null for as they are, and heads are new.</param>
    /// <param name="trained">What is trained.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="memory">Where to keep the starts, as long as the training.</param>
    /// <exception cref="ArgumentException">Nothing is penalised, or a start is of another model.</exception>
    public AppliedPenalty(ForgettingPenalty penalty, ParameterValues? start, IEnumerable<(ParameterPath Path, Tensor Tensor)> trained, Backend backend, Arena memory)
    {
        (_backend, _memory) = (backend, memory);
        foreach (var (path, tensor) in trained)
        {
            float[]? began = null;
            var hasStart = start is null ? !path.Value.StartsWith(NewHeads, StringComparison.Ordinal) : start.TryGet(path, tensor.Shape, out began);
            var term = penalty.TermOf(path, tensor.Shape, hasStart);
            if (term.Strength != 0)
                _parameters.Add(new PenalisedParameter(tensor, term.IsAnchored ? Keep(tensor, began ?? Values(tensor)) : null, term.Importance is { } importance ? Keep(tensor, importance) : null, term.Strength));
        }
        if (_parameters.Count == 0)
            throw new ArgumentException($"{penalty.GetType().Name} says nothing of any parameter that is trained; it would change nothing.", nameof(penalty));
    }

    /// <summary>Adds the gradient of the penalty.</summary>
    /// <returns>The penalty.</returns>
    public double AddGradients(GradientSet gradients)
    {
        var sum = 0.0;
        foreach (var (tensor, anchor, importance, strength) in _parameters)
            sum += _backend.AddPenalty(tensor, anchor, importance, strength, gradients.Gradients[tensor], _memory);
        return sum;
    }

    /// <summary>The SHA-256 of what the parameters are drawn to, by which a training that goes on knows that it is still the same.</summary>
    public string Hash()
    {
        if (_hash is not null)
            return _hash;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in _parameters.SelectMany(parameter => new[] { parameter.Anchor, parameter.Importance }).OfType<Tensor>())
            hash.AppendData(MemoryMarshal.AsBytes(Values(tensor).AsSpan()));
        return _hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private Tensor Keep(Tensor parameter, float[] values)
    {
        var kept = _memory.AllocateLike(parameter);
        kept.CopyFrom(values);
        return kept;
    }

    private sealed record PenalisedParameter(Tensor Tensor, Tensor? Anchor, Tensor? Importance, float Strength);
}

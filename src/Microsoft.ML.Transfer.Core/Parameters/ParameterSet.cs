using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Parameters;

/// <summary>
/// All parameters of a model by their paths, in the order in which the model was built, in memory of their own. Dispose may come while
/// other threads compute: the memory is freed when the last of them is done.
/// </summary>
public sealed class ParameterSet : IDisposable
{
    private readonly Backend _backend;
    private readonly IParameterSource _source;
    private readonly WeightFormat _format;
    private readonly Arena _arena;
    private readonly OrderedDictionary<ParameterPath, Tensor> _tensors = [];
    private readonly Dictionary<object, Tensor> _constants = [];
    private readonly Lock _gate = new();
    private int _users;
    private bool _disposed;

    /// <summary>An empty set that a model fills as it is built.</summary>
    /// <param name="backend">Where the parameters are to live.</param>
    /// <param name="source">Where their values come from.</param>
    /// <param name="format">The numbers that the matrices of linear layers are kept in.</param>
    public ParameterSet(Backend backend, IParameterSource source, WeightFormat format = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(source);
        (_backend, _source, _format, _arena) = (backend, source, format, backend.CreateArena());
    }

    /// <summary>The backend that the parameters live on.</summary>
    public Backend Backend => _backend;

    /// <summary>The parameters in the order of the model.</summary>
    public IReadOnlyDictionary<ParameterPath, Tensor> Tensors => _tensors;

    /// <summary>What is put into the model besides its architecture; null for nothing.</summary>
    internal AdaptationPlan? Adaptation { get; init; }

    /// <summary>Whether the source has values for a parameter that the model can do without.</summary>
    public bool IsAvailable(ParameterPath path) => _source.Contains(path);

    /// <summary>Creates a parameter from the source.</summary>
    /// <exception cref="ArgumentException">There is one at that path already.</exception>
    public Tensor Create(ParameterPath path, Shape shape, Initialization initialization)
    {
        var tensor = _arena.Upload(shape, values => _source.Fill(path, shape, initialization, values));
        _tensors.Add(path, tensor);
        return tensor;
    }

    /// <summary>Creates the matrix of a linear layer from the source, in the form that the backend multiplies by fastest.</summary>
    /// <param name="path">Where it stands in the model.</param>
    /// <param name="shape">[out, in].</param>
    /// <param name="initialization">How it starts where there is nothing to load.</param>
    /// <exception cref="ArgumentException">There is one at that path already.</exception>
    public Tensor CreateWeights(ParameterPath path, Shape shape, Initialization initialization)
    {
        var tensor = _arena.UploadWeights(shape, values => _source.Fill(path, shape, initialization, values), _format);
        _tensors.Add(path, tensor);
        return tensor;
    }

    /// <summary>Creates a table that follows from the architecture and is no parameter; what has the same key is created once.</summary>
    /// <param name="key">Everything that the contents depend on, compared by value.</param>
    /// <param name="shape">The dimensions.</param>
    /// <param name="fill">Writes all elements, row-major.</param>
    internal Tensor CreateConstant(object key, Shape shape, Action<Span<float>> fill)
    {
        if (!_constants.TryGetValue((key, shape), out var tensor))
            _constants[(key, shape)] = tensor = _arena.Upload(shape, fill);
        return tensor;
    }

    /// <summary>Ends the construction.</summary>
    /// <exception cref="InvalidDataException">The source did not fit the model; everything that was wrong is listed.</exception>
    public void Complete() => _source.Complete();

    /// <summary>Forgets parameters that the model has no use for any more; their memory is freed with the rest.</summary>
    internal void Remove(Func<ParameterPath, bool> isRemoved)
    {
        foreach (var path in _tensors.Keys.Where(isRemoved).ToList())
            _tensors.Remove(path);
    }

    /// <summary>Keeps the memory alive until the returned value is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The parameters were freed.</exception>
    public Use BeginUse()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _users++;
        }
        return new Use(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_users > 0)
                return;
        }
        _arena.Dispose();
    }

    private void EndUse()
    {
        lock (_gate)
        {
            _users--;
            if (!_disposed || _users > 0)
                return;
        }
        _arena.Dispose();
    }

    /// <summary>A computation that needs the parameters.</summary>
    public readonly struct Use : IDisposable, IEquatable<Use>
    {
        private readonly ParameterSet _owner;

        internal Use(ParameterSet owner) => _owner = owner;

        /// <summary>Ends the computation.</summary>
        public void Dispose() => _owner.EndUse();

        /// <inheritdoc/>
        public bool Equals(Use other) => ReferenceEquals(_owner, other._owner);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Use other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_owner);
    }
}

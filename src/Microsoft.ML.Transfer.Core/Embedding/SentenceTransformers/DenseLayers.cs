using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.SentenceTransformers;

/// <summary>
/// The linear layers that a sentence-transformers model puts after pooling. <para><i>Parameters:</i> k/weight [out, in] and, where the k-th has one, k/bias
/// [out].</para>
/// </summary>
internal sealed class DenseLayers : IDisposable
{
    private const string WeightName = "linear.weight";
    private const string BiasName = "linear.bias";

    private readonly ParameterSet _parameters;
    private readonly (Linear Operation, Tensor[] Parameters)[] _layers;

    private DenseLayers(IReadOnlyList<DenseConfig> configs, IParameterSource source)
    {
        Configs = configs;
        _parameters = new ParameterSet(CpuBackend.Instance, source);
        try
        {
            _layers = [.. configs.Select((config, i) => (new Linear(config.Activation), Create(config, ParameterPath.Root / i).ToArray()))];
            _parameters.Complete();
        }
        catch
        {
            _parameters.Dispose();
            throw;
        }
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<DenseConfig> Configs { get; }

    /// <summary>The length of the vectors that the first takes.</summary>
    public int Inputs => Configs[0].Inputs;

    /// <summary>The length of the vectors that the last gives.</summary>
    public int Outputs => Configs[^1].Outputs;

    /// <summary>Loads the layers of a model.</summary>
    /// <param name="folders">A folder for each, with <c>config.json</c> and weights.</param>
    /// <exception cref="InvalidDataException">A file is malformed, or the layers do not fit each other or their weights.</exception>
    public static DenseLayers Load(IReadOnlyList<string> folders)
    {
        DenseConfig[] configs = [.. folders.Select(DenseConfig.Read)];
        for (var i = 1; i < configs.Length; i++)
        {
            if (configs[i].Inputs != configs[i - 1].Outputs)
                throw new InvalidDataException($"{folders[i]}: takes vectors of {configs[i].Inputs} numbers, but the layer before it gives {configs[i - 1].Outputs}.");
        }
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (i, folder) in folders.Index())
        {
            using var weights = CheckpointFolder.Open(folder).OpenWeights();
            string[] expected = configs[i].HasBias ? [WeightName, BiasName] : [WeightName];
            if (!weights.Names.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal), StringComparer.Ordinal))
                throw new InvalidDataException($"{weights.Source}: holds the tensors {string.Join(", ", weights.Names.Take(8).Select(UntrustedText.Quote))}; a dense layer of this configuration has {string.Join(" and ", expected)}.");
            tensors[$"{i}/weight"] = Read(weights, WeightName, [configs[i].Outputs, configs[i].Inputs]);
            if (configs[i].HasBias)
                tensors[$"{i}/bias"] = Read(weights, BiasName, [configs[i].Outputs]);
        }
        return new DenseLayers(configs, new Source(tensors));
    }

    /// <summary>Restores what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes do not fit the layers.</exception>
    public static DenseLayers FromBytes(IReadOnlyList<DenseConfig> configs, ReadOnlyMemory<byte> bytes, string name)
    {
        using var weights = CheckpointWeights.FromBytes(bytes, name);
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (i, config) in configs.Index())
        {
            tensors[$"{i}/weight"] = Read(weights, $"{i}/weight", [config.Outputs, config.Inputs]);
            if (config.HasBias)
                tensors[$"{i}/bias"] = Read(weights, $"{i}/bias", [config.Outputs]);
        }
        return new DenseLayers(configs, new Source(tensors));
    }

    /// <summary>The weights as a safetensors file.</summary>
    public byte[] Write()
    {
        var tensors = _parameters.Tensors.Select(parameter =>
        {
            var shape = parameter.Value.Shape;
            var values = new float[shape.Count];
            parameter.Value.CopyTo(values);
            return SafetensorsTensor.FromFloat32(parameter.Key.Value, shape.Rank == 1 ? [shape.Rows] : [shape.Rows, shape.Columns], values);
        }).ToList();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }

    /// <summary>Keeps the weights alive until the returned value is disposed.</summary>
    public ParameterSet.Use BeginUse() => _parameters.BeginUse();

    /// <summary>Shape: [sequences, in] → [sequences, out].</summary>
    public Tensor Forward(Computation computation, Tensor pooled)
    {
        foreach (var (operation, parameters) in _layers)
            pooled = computation.Apply(operation, [pooled, .. parameters]);
        return pooled;
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    private IEnumerable<Tensor> Create(DenseConfig config, ParameterPath path)
    {
        yield return _parameters.CreateWeights(path / "weight", new Shape(config.Outputs, config.Inputs), Initialization.Normal);
        if (config.HasBias)
            yield return _parameters.Create(path / "bias", new Shape(config.Outputs), Initialization.Zeros);
    }

    private static float[] Read(CheckpointWeights weights, string name, long[] shape)
    {
        if (!weights.TryGetShape(name, out var found) || !found.SequenceEqual(shape))
            throw new InvalidDataException($"{weights.Source}: expected a tensor '{name}' of shape [{string.Join(", ", shape)}]; found {(found.IsDefault ? "none" : $"[{string.Join(", ", found)}]")}.");
        var values = new float[shape.Aggregate(1L, (product, n) => product * n)];
        weights.ReadFloat32(name, values);
        return values;
    }

    /// <summary>Tensors whose shapes have been checked.</summary>
    private sealed class Source(Dictionary<string, float[]> tensors) : IParameterSource
    {
        public bool Contains(ParameterPath path) => tensors.ContainsKey(path.Value);

        public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination) => tensors[path.Value].CopyTo(destination);

        public void Complete()
        {
        }
    }
}

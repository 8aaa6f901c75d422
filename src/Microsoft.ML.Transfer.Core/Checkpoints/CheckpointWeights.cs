using System.Collections.Immutable;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// The weights of a checkpoint by name, whether they stand in one file or in several. Reading is safe from several threads.
/// </summary>
public sealed class CheckpointWeights : IDisposable
{
    /// <summary>What follows the name of the weights in the name of the index of their shards.</summary>
    internal const string IndexEnding = ".index.json";

    private readonly List<WeightsFile> _files = [];
    private readonly Dictionary<string, WeightsFile> _fileOfTensor = new(StringComparer.Ordinal);

    private CheckpointWeights(string source) => Source = source;

    /// <summary>The names of the files that are looked for. Safetensors first: the other form has to be interpreted.</summary>
    internal static ImmutableArray<string> FileNames { get; } = ["model.safetensors", "pytorch_model.bin"];

    /// <summary>The file that was opened, or the index of several; error messages name it.</summary>
    public string Source { get; }

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _fileOfTensor.Keys;

    /// <summary>Opens one file of weights.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed.</exception>
    public static CheckpointWeights OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CheckpointWeights(path).Add(WeightsFile.Open(path));
    }

    /// <summary>Reads a safetensors file that is already in memory; the bytes are used in place and must not change.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static CheckpointWeights FromBytes(ReadOnlyMemory<byte> bytes, string name) =>
        new CheckpointWeights(name).Add(WeightsFile.From(SafetensorsFile.FromBytes(bytes, name)));

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="FileNotFoundException">The folder has no weights in a form that is read.</exception>
    /// <exception cref="InvalidDataException">A file or the index is malformed.</exception>
    internal static CheckpointWeights OpenFolder(string folder)
    {
        foreach (var name in FileNames)
        {
            var single = Path.Combine(folder, name);
            if (File.Exists(single))
                return OpenFile(single);
            var index = single + IndexEnding;
            if (File.Exists(index))
                return OpenShards(ShardIndex.Load(index));
        }
        throw new FileNotFoundException($"The model folder {folder} has no weights; looked for {string.Join(", ", FileNames.Select(name => $"{name}, {name}{IndexEnding}"))}.");
    }

    /// <summary>The shape of a tensor; empty for a single number.</summary>
    /// <returns>False when there is no such tensor.</returns>
    public bool TryGetShape(string name, out ImmutableArray<long> shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = _fileOfTensor.TryGetValue(name, out var file);
        shape = found ? file!.Shape(name) : default;
        return found;
    }

    /// <summary>The type in which a tensor's elements are stored.</summary>
    /// <returns>False when there is no such tensor.</returns>
    public bool TryGetType(string name, out SafetensorsType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = _fileOfTensor.TryGetValue(name, out var file);
        type = found ? file!.Type(name) : default;
        return found;
    }

    /// <summary>Reads a tensor as float32, row-major. 16-bit types widen exactly; F64 rounds to nearest.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">As long as the tensor has elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidDataException">There is no such tensor, or it is not of a floating-point type.</exception>
    /// <exception cref="ObjectDisposedException">The weights were closed.</exception>
    public void ReadFloat32(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_fileOfTensor.TryGetValue(name, out var file))
            throw new InvalidDataException(FormattableString.Invariant($"{Source}: no tensor {UntrustedText.Quote(name)} among its {_fileOfTensor.Count}."));
        file.ReadFloat32(name, destination);
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private static CheckpointWeights OpenShards(ShardIndex index)
    {
        var weights = new CheckpointWeights(index.Name);
        try
        {
            var open = new Dictionary<string, WeightsFile>(StringComparer.Ordinal);
            foreach (var (tensor, path) in index.FileOfTensor)
            {
                if (!open.TryGetValue(path, out var file))
                {
                    if (!File.Exists(path))
                        throw new FileNotFoundException($"{index.Name}: the shard {path} does not exist; the checkpoint is not complete.", path);
                    file = WeightsFile.Open(path);
                    weights._files.Add(file);
                    open.Add(path, file);
                }
                // What a shard holds beyond the index is left out, as other readers of the index do.
                if (!file.Contains(tensor))
                    throw new InvalidDataException($"{index.Name}: weight_map says that {UntrustedText.Quote(tensor)} stands in {path}, which does not hold it.");
                weights._fileOfTensor.Add(tensor, file);
            }
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private CheckpointWeights Add(WeightsFile file)
    {
        _files.Add(file);
        foreach (var tensor in file.TensorNames)
            _fileOfTensor.Add(tensor, file);
        return this;
    }
}

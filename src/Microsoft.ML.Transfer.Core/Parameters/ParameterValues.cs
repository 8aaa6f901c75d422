using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Parameters;

/// <summary>
/// A number for each element of some parameters, in memory of its own: weights as they were at some time, or how much each weight counts. Immutable; safe to share between
/// threads.
/// </summary>
public sealed class ParameterValues
{
    private const string FormatKey = "format";
    private const string Format = "transfer-parameters-1";
    private const string HashKey = "sha256";

    private readonly OrderedDictionary<ParameterPath, (Shape Shape, float[] Values)> _parameters = [];

    /// <param name="parameters">The numbers of each parameter, row-major, which become this object's own.</param>
    internal ParameterValues(IEnumerable<(ParameterPath Path, Shape Shape, float[] Values)> parameters)
    {
        foreach (var (path, shape, values) in parameters)
            _parameters.Add(path, (shape, values));
    }

    /// <summary>The parameters, in the order of the model.</summary>
    public IReadOnlyCollection<ParameterPath> Paths => _parameters.Keys;

    /// <summary>Copies parameters as they are.</summary>
    /// <param name="parameters">The parameters of a model.</param>
    /// <param name="isCopied">Which to copy; null for all.</param>
    public static ParameterValues Of(IReadOnlyDictionary<ParameterPath, Tensor> parameters, Func<ParameterPath, bool>? isCopied = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new ParameterValues(parameters.Where(parameter => isCopied?.Invoke(parameter.Key) ?? true).Select(parameter => (parameter.Key, parameter.Value.Shape, Read(parameter.Value))));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static ParameterValues Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!string.Equals(file.Metadata.GetValueOrDefault(FormatKey), Format, StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: the file does not hold values of parameters in the format {Format}.");
        var values = new ParameterValues(file.Metadata.GetValueOrDefault(nameof(Paths), "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => ReadParameter(file, name, path)));
        return string.Equals(file.Metadata.GetValueOrDefault(HashKey), values.Hash(), StringComparison.Ordinal)
            ? values
            : throw new InvalidDataException($"{path}: the numbers in the file are not those that were saved; their SHA-256 differs.");
    }

    /// <summary>Writes them to a file in safetensors format, as a whole or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsWriter.Save(
        path,
        [.. _parameters.Select(parameter => SafetensorsTensor.FromFloat32(parameter.Key.Value, Dimensions(parameter.Value.Shape), parameter.Value.Values))],
        new Dictionary<string, string>(StringComparer.Ordinal) { [FormatKey] = Format, [nameof(Paths)] = string.Join('\n', Paths), [HashKey] = Hash() });

    /// <summary>Whether there are numbers for a parameter.</summary>
    public bool Contains(ParameterPath path) => _parameters.ContainsKey(path);

    /// <summary>The numbers of a parameter, row-major.</summary>
    /// <exception cref="KeyNotFoundException">There are none for it.</exception>
    public ReadOnlyMemory<float> this[ParameterPath path] => _parameters.TryGetValue(path, out var found) ? found.Values : throw new KeyNotFoundException($"There are no values for the parameter {path}.");

    /// <summary>The numbers that belong to a parameter of a model.</summary>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="ArgumentException">They are of another shape.</exception>
    internal bool TryGet(ParameterPath path, Shape shape, [NotNullWhen(true)] out float[]? values)
    {
        var found = _parameters.TryGetValue(path, out var parameter);
        if (found && parameter.Shape != shape)
            throw new ArgumentException($"The values for {path} are of another model: their shape is {parameter.Shape}; that of the parameter {shape}.", nameof(path));
        values = parameter.Values;
        return found;
    }

    private static (ParameterPath Path, Shape Shape, float[] Values) ReadParameter(SafetensorsFile file, string name, string path)
    {
        if (!file.TryGetEntry(name, out var entry) || entry.Shape.Length is not (1 or 2))
            throw new InvalidDataException($"{path}: the tensor {name} is missing, or has not 1 or 2 dimensions.");
        var shape = entry.Shape.Length == 1 ? new Shape((int)entry.Shape[0]) : new Shape((int)entry.Shape[0], (int)entry.Shape[1]);
        var values = new float[shape.Count];
        file.ReadFloat32(entry, values);
        return (new ParameterPath(name), shape, values);
    }

    private static long[] Dimensions(Shape shape) => shape.Rank == 2 ? [shape.Rows, shape.Columns] : [shape.Rows];

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, values) in _parameters.Values)
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

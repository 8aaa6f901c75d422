using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Training;

/// <summary>A training in a file: one safetensors file, so that it is there whole or not at all, with a hash of its tensors.</summary>
internal static class TrainingCheckpoint
{
    private const string FormatKey = "format";
    private const string Format = "transfer-training-1";
    private const string StepsKey = "steps";
    private const string PassesKey = "passes";
    private const string HashKey = "sha256";
    private const string PenaltyKey = "penalty";
    private const string ValuesPrefix = "parameter/";
    private const string KeptPrefix = "kept/";
    private const string NotePrefix = "note.";

    public static void Save(string path, TrainingState state)
    {
        var tensors = new List<SafetensorsTensor>();
        foreach (var parameter in state.Parameters)
        {
            tensors.Add(SafetensorsTensor.FromFloat32(ValuesPrefix + parameter.Path, Dimensions(parameter.Shape), parameter.Values));
            for (var i = 0; i < parameter.State.Count; i++)
                tensors.Add(SafetensorsTensor.FromFloat32(StateName(i, parameter.Path), [parameter.State[i].Length], parameter.State[i]));
        }
        foreach (var (parameter, values) in state.Kept)
            tensors.Add(SafetensorsTensor.FromFloat32(KeptPrefix + parameter, [values.Length], values));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = Format,
            [StepsKey] = state.StepsTaken.ToString(CultureInfo.InvariantCulture),
            [PassesKey] = state.Passes.ToString(CultureInfo.InvariantCulture),
            // The order of the model, which a safetensors file does not keep.
            [ValuesPrefix] = string.Join('\n', state.Parameters.Select(parameter => parameter.Path.Value)),
            [HashKey] = Hash(state),
        };
        if (state.PenaltyHash is not null)
            metadata[PenaltyKey] = state.PenaltyHash;
        foreach (var (name, note) in state.Notes)
            metadata.Add(NotePrefix + name, note);
        SafetensorsWriter.Save(path, tensors, metadata);
    }

    public static TrainingState Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!string.Equals(Text(file, FormatKey, path), Format, StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: the file is no saved training in the format {Format}.");
        if (!int.TryParse(Text(file, StepsKey, path), NumberStyles.None, CultureInfo.InvariantCulture, out var steps)
            || !ulong.TryParse(Text(file, PassesKey, path), NumberStyles.None, CultureInfo.InvariantCulture, out var passes))
            throw new InvalidDataException($"{path}: the number of steps is missing or no number.");
        var parameters = Text(file, ValuesPrefix, path).Split('\n').Select(name => Read(file, new ParameterPath(name), path)).ToList();
        var state = new TrainingState(steps, passes, parameters)
        {
            PenaltyHash = file.Metadata.GetValueOrDefault(PenaltyKey),
            Notes = file.Metadata.Where(note => note.Key.StartsWith(NotePrefix, StringComparison.Ordinal)).ToDictionary(note => note.Key[NotePrefix.Length..], note => note.Value, StringComparer.Ordinal),
            Kept = file.Entries.Where(entry => entry.Name.StartsWith(KeptPrefix, StringComparison.Ordinal))
                .ToDictionary(entry => new ParameterPath(entry.Name[KeptPrefix.Length..]), entry => Values(file, entry.Name, path, out _)),
        };
        if (!string.Equals(Text(file, HashKey, path), Hash(state), StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: the numbers in the file are not those that were saved; their SHA-256 differs. Take an earlier checkpoint.");
        return state;
    }

    private static SavedParameter Read(SafetensorsFile file, ParameterPath parameter, string path)
    {
        var values = Values(file, ValuesPrefix + parameter, path, out var entry);
        if (entry.Shape.Length is not (1 or 2))
            throw new InvalidDataException($"{path}: {entry.Name} has {entry.Shape.Length} dimensions; a parameter has 1 or 2.");
        var shape = entry.Shape.Length == 1 ? new Shape(values.Length) : new Shape((int)entry.Shape[0], (int)entry.Shape[1]);
        var state = new List<float[]>();
        while (file.TryGetEntry(StateName(state.Count, parameter), out _))
            state.Add(Values(file, StateName(state.Count, parameter), path, out _));
        return new SavedParameter(parameter, values, shape, state);
    }

    private static float[] Values(SafetensorsFile file, string name, string path, out SafetensorsEntry entry)
    {
        if (!file.TryGetEntry(name, out var found))
            throw new InvalidDataException($"{path}: the tensor {name} is missing.");
        entry = found;
        var values = new float[entry.Shape.Aggregate(1L, (product, n) => product * n)];
        file.ReadFloat32(entry, values);
        return values;
    }

    private static string Text(SafetensorsFile file, string key, string path) =>
        file.Metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"{path}: the file is no saved training; it does not say its {key}.");

    private static string StateName(int index, ParameterPath path) => string.Create(CultureInfo.InvariantCulture, $"state/{index}/{path}");

    private static long[] Dimensions(Shape shape) => shape.Rank == 2 ? [shape.Rows, shape.Columns] : [shape.Rows];

    /// <summary>Of all numbers in the order of the model, and of the notes.</summary>
    private static string Hash(TrainingState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in state.Parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Values.AsSpan()));
            foreach (var values in parameter.State)
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        foreach (var (_, values) in state.Kept.OrderBy(kept => kept.Key.Value, StringComparer.Ordinal))
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        foreach (var (name, note) in state.Notes.OrderBy(note => note.Key, StringComparer.Ordinal))
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}\n{note}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

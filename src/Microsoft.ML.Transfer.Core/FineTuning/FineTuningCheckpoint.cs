using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>How far a fine-tuning is, in the one file of its checkpoint folder, with everything that the rest of it depends on.</summary>
/// <param name="folder">The folder; made where it is not there.</param>
internal sealed class FineTuningCheckpoint(string folder)
{
    private const string FileName = "training.safetensors";
    private const string NoteName = "run";

    private static readonly JsonSerializerOptions Format = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private string Path => System.IO.Path.Combine(folder, FileName);

    /// <summary>Everything beside the trainer's own state.</summary>
    /// <param name="Fingerprint">Of the model at the start, the examples, the options and the seed.</param>
    /// <param name="Phase">Which phase of the adaptation, from 0.</param>
    /// <param name="ComputedTogether">How many examples are computed together.</param>
    /// <param name="LossSum">The sum of the losses of the epoch's steps so far.</param>
    /// <param name="Epochs">The epochs that are over.</param>
    /// <param name="Best">The best result so far.</param>
    /// <param name="BestEpoch">The epoch that gave it.</param>
    public sealed record Note(string Fingerprint, int Phase, int ComputedTogether, double LossSum, IReadOnlyList<EpochSummary> Epochs, ValidationResult? Best, int BestEpoch);

    /// <summary>Writes a checkpoint in the place of the last one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(TrainingState state, Note note, BestWeights best) => Write(Path, state, note, best);

    /// <summary>Writes a checkpoint in another place of the folder and deletes it again, to see how long that takes.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Rehearse(TrainingState state, Note note, BestWeights best)
    {
        var path = Path + ".rehearsal";
        try
        {
            Write(path, state, note, best);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private void Write(string path, TrainingState state, Note note, BestWeights best)
    {
        Directory.CreateDirectory(folder);
        TrainingCheckpoint.Save(path, state with
        {
            Notes = new Dictionary<string, string>(StringComparer.Ordinal) { [NoteName] = JsonSerializer.Serialize(note, Format) },
            Kept = best.Values,
        });
        // The copies of all weights that were written are large objects, which else stay until there are several times as many.
        GC.Collect();
    }

    /// <summary>The training that was broken off; null where there is none.</summary>
    /// <param name="fingerprint">That of the training that is to go on.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of another training.</exception>
    public (TrainingState State, Note Note)? Load(string fingerprint)
    {
        if (!File.Exists(Path))
            return null;
        var state = TrainingCheckpoint.Load(Path);
        if (!state.Notes.TryGetValue(NoteName, out var json) || JsonSerializer.Deserialize<Note>(json, Format) is not { } note)
            throw new InvalidDataException($"{Path}: the file is a training, but no fine-tuning.");
        return string.Equals(note.Fingerprint, fingerprint, StringComparison.Ordinal)
            ? (state, note)
            : throw new InvalidDataException($"{Path}: the training in this file was begun with another model, other examples, other options or another seed. Give another folder for checkpoints, or delete the file to begin anew.");
    }

    /// <summary>Of everything that the bits of a training depend on.</summary>
    public static string Fingerprint<TExample, TBatch>(
        IFineTuningTask<TExample, TBatch> task, FineTuningOptions options, ulong seed, IEnumerable<TExample> training, IEnumerable<TExample> validation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Create(CultureInfo.InvariantCulture, $"{seed} {options.TrainingSettings()}"));
        var values = Array.Empty<float>();
        foreach (var (path, tensor) in task.Loss.Parameters)
        {
            Add(path.Value);
            Array.Resize(ref values, checked((int)tensor.Shape.Count));
            tensor.CopyTo(values);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
        foreach (var example in training)
            task.AddTo(hash, example);
        Add("validation");
        foreach (var example in validation)
            task.AddTo(hash, example);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }
}

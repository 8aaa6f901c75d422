using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// The form that <c>torch.save</c> writes since version 1.6: a zip archive of a pickle (<c>data.pkl</c>) and one entry a storage (<c>data/KEY</c>).
/// </summary>
internal static class TorchZip
{
    private const string PickleName = "/data.pkl";

    /// <exception cref="InvalidDataException">The archive or the pickle is malformed.</exception>
    public static TorchContent Read(ByteSource source, string file)
    {
        var archive = ZipDirectory.Read(source, file);
        var pickles = archive.Names.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal) && name.Count(c => c == '/') == 1).ToList();
        if (pickles is not [var pickle])
            throw Malformed(file, $"the archive has {pickles.Count} entries <name>{PickleName}; torch.save writes one");
        var root = pickle[..^PickleName.Length];
        if (archive.TryGet(root + "/constants.pkl", out _, out _))
            throw Malformed(file, $"a TorchScript archive, which holds code; save the model's state_dict, best as safetensors");
        CheckByteOrder(archive, source, file, root);

        archive.TryGet(pickle, out var start, out var length);
        var whitelist = new TorchWhitelist();
        var value = PickleMachine.Read(new PickleInput(source, file, start, length), file, whitelist);
        return new TorchContent(value, Locate(archive, whitelist, file, root));
    }

    private static Dictionary<string, long> Locate(ZipDirectory archive, TorchWhitelist whitelist, string file, string root)
    {
        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var storage in whitelist.Storages.Values)
        {
            if (!archive.TryGet($"{root}/data/{storage.Key}", out var start, out var length))
                throw Malformed(file, $"the storage {UntrustedText.Quote(storage.Key)} is not in the archive");
            var expected = (Int128)storage.Count * (storage.Type.BitsPerElement() / 8);
            if (length != expected)
                throw Malformed(file, $"the storage {UntrustedText.Quote(storage.Key)} has {length} bytes; {storage.Count} elements of {storage.Type.HeaderName()} take {expected}");
            starts.Add(storage.Key, start);
        }
        return starts;
    }

    private static void CheckByteOrder(ZipDirectory archive, ByteSource source, string file, string root)
    {
        // Files from before version 2.1 do not have the entry; they were written little-endian.
        if (!archive.TryGet(root + "/byteorder", out var start, out var length))
            return;
        var bytes = new byte[(int)Math.Min(length, 16)];
        source.CopyTo(start, bytes);
        var order = Encoding.ASCII.GetString(bytes);
        if (!string.Equals(order, "little", StringComparison.Ordinal))
            throw Malformed(file, $"the byte order is {UntrustedText.Quote(order)}; only 'little' is read");
    }

    private static InvalidDataException Malformed(string file, FormattableString what) => new($"{file}: {FormattableString.Invariant(what)}.");
}

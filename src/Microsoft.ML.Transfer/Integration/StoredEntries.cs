using System.Security.Cryptography;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// The named entries of a saved stage, such as weights and tokenizer, each a file of its own inside the model. The main stream lists the
/// length and the SHA-256 of each. A model file comes from anywhere: nothing is unpacked, allocated or believed before it is checked.
/// </summary>
internal static class StoredEntries
{
    private const int MaximumCount = 64;

    // Weights of 1 billion parameters at 4 bytes; an entry alone is bounded by what one array can hold.
    private const long MaximumTotal = 4L << 30;

    /// <summary>Lists the entries in the main stream and saves each beside it.</summary>
    public static void Save(ModelSaveContext context, BinaryWriter main, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries)
    {
        main.Write(entries.Count);
        foreach (var (name, bytes) in entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            main.Write(name);
            main.Write((long)bytes.Length);
            main.Write(SHA256.HashData(bytes.Span));
        }
        foreach (var (name, bytes) in entries)
            MLNetInternals.Current.SaveStream(context, name, writer => writer.Write(bytes.Span));
    }

    /// <summary>Reads the list in the main stream and then every entry on it.</summary>
    /// <exception cref="InvalidDataException">The list is not sound, or an entry is missing, too large or not what was saved.</exception>
    public static Dictionary<string, ReadOnlyMemory<byte>> Load(object context, BinaryReader main)
    {
        var entries = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (name, length, hash) in ReadList(main))
        {
            var bytes = ReadEntry(context, name, length);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(hash))
                throw new InvalidDataException($"The model's entry '{name}' has been altered or damaged: its SHA-256 is not the one that was saved with it.");
            entries.Add(name, bytes);
        }
        return entries;
    }

    private static List<(string Name, long Length, byte[] Hash)> ReadList(BinaryReader main)
    {
        var count = main.ReadInt32();
        if (count is < 0 or > MaximumCount)
            throw new InvalidDataException($"The model lists {count} entries; between 0 and {MaximumCount} are expected.");

        List<(string Name, long Length, byte[] Hash)> list = [];
        var total = 0L;
        for (var i = 0; i < count; i++)
        {
            var name = main.ReadString();
            if (!IsFileName(name) || list.Exists(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)))
                throw new InvalidDataException($"The model lists an entry '{name}', which is not a plain file name or is listed twice.");
            var length = main.ReadInt64();
            if (length < 0 || length > Array.MaxLength || (total += length) > MaximumTotal)
                throw new InvalidDataException($"The model's entry '{name}' is listed with {length} bytes; at most {Array.MaxLength} an entry and {MaximumTotal} in all are read.");
            var hash = main.ReadBytes(SHA256.HashSizeInBytes);
            if (hash.Length != SHA256.HashSizeInBytes)
                throw new InvalidDataException($"The model's list of entries ends inside '{name}'.");
            list.Add((name, length, hash));
        }
        return list;
    }

    private static byte[] ReadEntry(object context, string name, long length)
    {
        // A small file can unpack to one that fills the disk: the archive's directory is asked first, and unpacking stops at what it says.
        if (MLNetInternals.Current.EntryLength(context, name) is { } unpacked)
            CheckLength(name, length, unpacked);
        byte[]? bytes = null;
        var found = MLNetInternals.Current.TryLoadStream(context, name, reader =>
        {
            CheckLength(name, length, reader.BaseStream.Length);
            bytes = new byte[length];
            reader.BaseStream.ReadExactly(bytes);
        });
        return found && bytes is not null ? bytes : throw new InvalidDataException($"The model lists an entry '{name}', but holds none of that name.");
    }

    private static void CheckLength(string name, long expected, long found)
    {
        if (found != expected)
            throw new InvalidDataException($"The model's entry '{name}' has {found} bytes; {expected} were saved.");
    }

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= 128 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && !name.Contains("..", StringComparison.Ordinal);
}

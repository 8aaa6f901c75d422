using System.Buffers.Binary;
using System.Numerics;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// The form that <c>torch.save</c> wrote before version 1.6: pickles of a magic number, a version, the machine, the saved value and the list of
/// storage keys, followed by each storage as an element count and its elements.
/// </summary>
internal static class TorchLegacy
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">The file is malformed.</exception>
    public static TorchContent Read(ByteSource source, string file)
    {
        var position = 0L;
        var whitelist = new TorchWhitelist();
        if (Next() is not BigInteger magic || magic != Magic)
            throw Malformed(file, $"a pickle, but not one that torch.save wrote");
        if (Next() is not Version)
            throw Malformed(file, $"an unknown version of the form before torch 1.6");
        if (Next() is not PickleDictionary machine || !machine.Items.Exists(item => item is { Key: "little_endian", Value: true }))
            throw Malformed(file, $"not saved on a little-endian machine, which is needed");

        var value = Next();
        if (Next() is not PickleList keys)
            throw Malformed(file, $"the list of storages is missing");
        return new TorchContent(value, Locate(source, file, position, keys, whitelist));

        object? Next()
        {
            var input = new PickleInput(source, file, position, source.Length - position);
            var result = PickleMachine.Read(input, file, whitelist);
            position = input.Position;
            return result;
        }
    }

    private static Dictionary<string, long> Locate(ByteSource source, string file, long position, PickleList keys, TorchWhitelist whitelist)
    {
        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        foreach (var item in keys.Items)
        {
            if (item is not string key || !whitelist.Storages.TryGetValue(key, out var storage))
                throw Malformed(file, $"the list of storages names one that no tensor uses");
            if (source.Length - position < prefix.Length)
                throw Malformed(file, $"the storage {UntrustedText.Quote(key)} is missing; the file is cut off");
            source.CopyTo(position, prefix);
            position += prefix.Length;
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count != storage.Count)
                throw Malformed(file, $"the storage {UntrustedText.Quote(key)} has {count} elements where its tensors say {storage.Count}");
            var length = (Int128)count * (storage.Type.BitsPerElement() / 8);
            if (length > source.Length - position)
                throw Malformed(file, $"the storage {UntrustedText.Quote(key)} takes {length} bytes, but {source.Length - position} follow; the file is cut off");
            if (!starts.TryAdd(key, position))
                throw Malformed(file, $"the storage {UntrustedText.Quote(key)} stands twice");
            position += (long)length;
        }
        if (position != source.Length)
            throw Malformed(file, $"{source.Length - position} bytes follow the last storage and belong to no tensor");
        foreach (var key in whitelist.Storages.Keys)
        {
            if (!starts.ContainsKey(key))
                throw Malformed(file, $"the storage {UntrustedText.Quote(key)} is not in the file");
        }
        return starts;
    }

    private static InvalidDataException Malformed(string file, FormattableString what) => new($"{file}: {FormattableString.Invariant(what)}.");
}

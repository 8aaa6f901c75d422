using System.Collections.Immutable;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>What <c>torch.save</c> names for a dictionary of weights: ordered dictionaries, storages, and the functions that rebuild tensors.</summary>
internal sealed class TorchWhitelist : IPickleWhitelist
{
    private static readonly Dictionary<string, SafetensorsType> StorageTypes = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = SafetensorsType.Float32,
        ["HalfStorage"] = SafetensorsType.Float16,
        ["BFloat16Storage"] = SafetensorsType.BFloat16,
        ["DoubleStorage"] = SafetensorsType.Float64,
        ["LongStorage"] = SafetensorsType.Int64,
        ["IntStorage"] = SafetensorsType.Int32,
        ["ShortStorage"] = SafetensorsType.Int16,
        ["CharStorage"] = SafetensorsType.Int8,
        ["ByteStorage"] = SafetensorsType.UInt8,
        ["BoolStorage"] = SafetensorsType.Bool,
        ["ComplexFloatStorage"] = SafetensorsType.Complex64,
    };

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that the pickle named, by their key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public string Allowed => "collections.OrderedDict, torch._utils._rebuild_tensor, _rebuild_tensor_v2 and _rebuild_parameter, torch.Size, and torch's typed storages";

    public PickleGlobal? Find(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => new(module, name),
        ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_parameter") => new(module, name),
        ("torch", "Size") => new(module, name),
        ("torch", _) when StorageTypes.ContainsKey(name) => new(module, name),
        _ => null,
    };

    public object? Call(PickleGlobal callee, object?[] arguments) => (callee.Name, arguments) switch
    {
        ("OrderedDict", []) => new PickleDictionary(),
        ("OrderedDict", [PickleList pairs]) => FromPairs(pairs),
        ("_rebuild_tensor", [TorchStorageView storage, long offset, PickleTuple shape, PickleTuple strides]) =>
            new TorchTensor(storage, offset, Numbers(shape), Numbers(strides)),
        // After the strides: whether it needs a gradient, its hooks, and its metadata. They do not change the numbers.
        ("_rebuild_tensor_v2", [TorchStorageView storage, long offset, PickleTuple shape, PickleTuple strides, bool, PickleDictionary { Items.Count: 0 }, .. { Length: <= 1 }]) =>
            new TorchTensor(storage, offset, Numbers(shape), Numbers(strides)),
        ("_rebuild_parameter", [TorchTensor data, bool, PickleDictionary { Items.Count: 0 }]) => data,
        ("Size", [PickleTuple sizes]) => sizes,
        _ => throw new FormatException(FormattableString.Invariant($"a call of {callee} with arguments it does not take ({arguments.Length} of them)")),
    };

    /// <summary>A storage: ("storage", type, key, device, element count), in the older form followed by a view of it or None.</summary>
    public object? Resolve(object? persistentId)
    {
        if (persistentId is not PickleTuple { Items: ["storage", PickleGlobal { Module: "torch" } type, string key, string, long count, .. var rest] }
            || !StorageTypes.TryGetValue(type.Name, out var elementType))
            throw new FormatException("a reference to something other than a storage");
        if (count < 0)
            throw new FormatException(FormattableString.Invariant($"a storage {UntrustedText.Quote(key)} of {count} elements"));

        var storage = new TorchStorage(key, elementType, count);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            throw new FormatException($"the storage {UntrustedText.Quote(key)} with two types or lengths");
        return rest switch
        {
            [] or [null] => new TorchStorageView(storage, 0, count),
            [PickleTuple { Items: [string, long offset, long length] }] when offset >= 0 && length >= 0 && offset <= count - length =>
                new TorchStorageView(storage, offset, length),
            _ => throw new FormatException($"a view that leaves the storage {UntrustedText.Quote(key)}"),
        };
    }

    private static PickleDictionary FromPairs(PickleList pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs.Items)
        {
            IReadOnlyList<object?> items = pair switch
            {
                PickleTuple tuple => tuple.Items,
                PickleList list => list.Items,
                _ => [],
            };
            if (items is not [var key, var value])
                throw new FormatException("an ordered dictionary of something other than pairs");
            dictionary.Items.Add(new(key, value));
        }
        return dictionary;
    }

    private static ImmutableArray<long> Numbers(PickleTuple tuple) =>
        [.. tuple.Items.Select(item => item as long? ?? throw new FormatException("a shape or stride that is not a whole number"))];
}

using System.Globalization;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// Finds the tensors in a saved value. Those of a dictionary have its keys as names; deeper ones the keys on the way, with dots
/// between (<c>state_dict.w</c>, <c>list.0</c>). Other values are passed over.
/// </summary>
internal sealed class TorchNames
{
    private const int MaximumDepth = 32;

    // Values can be shared, so a small file can have a vast number of ways through it.
    private const int MaximumValues = 4_000_000;

    private readonly string _file;
    private readonly Dictionary<string, TorchTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private int _values;

    private TorchNames(string file) => _file = file;

    /// <exception cref="InvalidDataException">Two tensors have one name, or the value is nested without end.</exception>
    public static (IReadOnlyList<string> Names, IReadOnlyDictionary<string, TorchTensor> Tensors) Of(object? root, string file)
    {
        var found = new TorchNames(file);
        if (root is TorchTensor)
            throw found.Malformed($"a single tensor without a name; a dictionary of tensors is needed");
        found.Visit(root, "", 0);
        return (found._names, found._tensors);
    }

    private void Visit(object? value, string name, int depth)
    {
        if (depth > MaximumDepth)
            throw Malformed($"values nested deeper than {MaximumDepth} levels");
        if (++_values > MaximumValues)
            throw Malformed($"more than {MaximumValues} values; this is not a dictionary of weights");
        switch (value)
        {
            case TorchTensor tensor:
                if (!_tensors.TryAdd(name, tensor))
                    throw Malformed($"two tensors named {UntrustedText.Quote(name)}; names must be unique");
                _names.Add(name);
                break;
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary.Items)
                    Visit(item, Join(name, Key(key, item)), depth + 1);
                break;
            case PickleList { Items: var items }:
                VisitItems(items, name, depth);
                break;
            case PickleTuple { Items: var items }:
                VisitItems(items, name, depth);
                break;
        }
    }

    private void VisitItems(IReadOnlyList<object?> items, string name, int depth)
    {
        for (var i = 0; i < items.Count; i++)
        {
            // Only what can hold tensors needs a name: lists of numbers can be long.
            if (items[i] is TorchTensor or PickleDictionary or PickleList or PickleTuple)
                Visit(items[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
        }
    }

    private string Key(object? key, object? value) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ when value is TorchTensor or PickleDictionary or PickleList or PickleTuple => throw Malformed($"a key of a dictionary that is neither text nor a whole number"),
        _ => "",
    };

    private string Join(string before, string key)
    {
        if (before.Length + key.Length > 4096)
            throw Malformed($"a tensor name of more than 4096 characters");
        return before.Length == 0 ? key : $"{before}.{key}";
    }

    private InvalidDataException Malformed(FormattableString what) => new($"{_file}: {FormattableString.Invariant(what)}.");
}

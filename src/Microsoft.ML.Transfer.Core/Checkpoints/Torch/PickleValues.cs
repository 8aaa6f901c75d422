namespace Microsoft.ML.Transfer.Checkpoints.Torch;

// What a pickle can hold, besides null (None), bool, long, BigInteger, double, string and byte[]. Plain data: no value has behaviour.

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary, ordered or not.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];
}

/// <summary>A class or function that is on the whitelist, by its name alone.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

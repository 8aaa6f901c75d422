using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Marks an unsigned member as a key of a set of so many items.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute()
    {
        throw Contracts.ExceptNotSupp("Using KeyType without the Count parameter is not supported");
    }

    public KeyTypeAttribute(ulong count)
    {
        KeyCount = new KeyCount(count);
    }

    internal KeyCount KeyCount { get; }
}

/// <summary>Gives the size or dimensions of a vector member.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute()
    {
    }

    public VectorTypeAttribute(int size)
    {
        Contracts.CheckParam(size >= 0, nameof(size), "Should be non-negative number");
        Dims = [size];
    }

    public VectorTypeAttribute(params int[] dimensions)
    {
        foreach (int size in dimensions)
            Contracts.CheckParam(size >= 0, nameof(dimensions), "Should contain only non-negative values");
        Dims = dimensions;
    }

    internal int[] Dims { get; }
}

/// <summary>Names the column of a member.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class ColumnNameAttribute : Attribute
{
    public ColumnNameAttribute(string name)
    {
        Name = name;
    }

    internal string Name { get; }
}

/// <summary>Leaves a member out of the columns.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class NoColumnAttribute : Attribute
{
    public NoColumnAttribute()
    {
    }
}

/// <summary>Declares the column type of a member of a type that ML.NET does not know.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute()
    {
    }

    /// <summary>Registers the type with <see cref="DataViewTypeManager"/>.</summary>
    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute other);
}

/// <summary>The number of items of a key's set; by default as many as its type holds.</summary>
public sealed class KeyCount
{
    public KeyCount()
    {
    }

    public KeyCount(ulong count)
    {
        Contracts.CheckParam(count > 0, nameof(count), "The cardinality of valid values of a KeyDataViewType column has to be strictly positive.");
        Count = count;
    }

    public ulong? Count;
}

namespace Microsoft.ML.Data;

/// <summary>Says from which fields of a text file a member is loaded.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex)
    {
        Sources = [new TextLoader.Range(fieldIndex)];
    }

    public LoadColumnAttribute(int start, int end)
    {
        Sources = [new TextLoader.Range(start, end)];
    }

    public LoadColumnAttribute(int[] columnIndexes)
    {
        Sources = Array.ConvertAll(columnIndexes, index => new TextLoader.Range(index));
    }

    internal TextLoader.Range[] Sources { get; }
}

/// <summary>Says from which fields of a database a member is loaded.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnNameAttribute : Attribute
{
    public LoadColumnNameAttribute(string fieldName)
    {
        Sources = [fieldName];
    }

    public LoadColumnNameAttribute(params string[] fieldNames)
    {
        Sources = [.. fieldNames];
    }

    internal IReadOnlyList<string> Sources { get; }
}

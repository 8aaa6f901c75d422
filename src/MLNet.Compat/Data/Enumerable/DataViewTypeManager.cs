using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column types stand for .NET types that ML.NET does not know.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(Type, DataViewTypeAttribute), DataViewType> ByRawType = [];
    private static readonly Dictionary<DataViewType, (Type Raw, DataViewTypeAttribute)> ByDataViewType = [];

    [Obsolete("This API is deprecated, please use the new form of Register which takes in a single DataViewTypeAttribute instead.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
    {
        var attributes = typeAttributes?.ToArray() ?? [];
        if (attributes.Length > 1)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has too many attributes.");
        if (attributes.Length == 1 && attributes[0] is not DataViewTypeAttribute)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has an attribute that is not of DataViewTypeAttribute.");
        Register(dataViewType, type, attributes.FirstOrDefault() as DataViewTypeAttribute);
    }

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        lock (Gate)
        {
            if (ColumnTypeExtensions.TryPrimitiveTypeFromType(type, out _) || type == typeof(VBuffer<>) || type == typeof(Nullable<>))
                throw Contracts.ExceptParam(nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");

            var key = (type, typeAttribute);
            if (ByRawType.TryGetValue(key, out var known) && !known.Equals(dataViewType))
            {
                throw Contracts.ExceptParam(nameof(type), $"Repeated type register. The raw type {type} has been associated with {known} "
                    + $"so it cannot be associated with {dataViewType}.");
            }

            if (ByDataViewType.TryGetValue(dataViewType, out var knownRaw) && !knownRaw.Equals(key))
            {
                throw Contracts.ExceptParam(nameof(dataViewType), $"Repeated type register. The DataView type {dataViewType} has been associated with "
                    + $"{knownRaw.Raw} so it cannot be associated with {type}.");
            }

            ByRawType[key] = dataViewType;
            ByDataViewType[dataViewType] = key;
        }
    }

    internal static bool TryGet(Type type, IEnumerable<Attribute> attributes, out DataViewType dataViewType)
    {
        var attribute = attributes?.OfType<DataViewTypeAttribute>().SingleOrDefault();
        lock (Gate)
            return ByRawType.TryGetValue((type, attribute), out dataViewType);
    }
}

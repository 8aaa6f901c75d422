using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How the members of a class map to columns.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Whether members are to be read, written or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => Find(column => string.Equals(column.ColumnName, columnName, StringComparison.Ordinal));
        set
        {
            Contracts.CheckValue(value, nameof(value));
            if (!string.Equals(value.ColumnName, columnName, StringComparison.Ordinal))
            {
                throw Contracts.ExceptParam(nameof(columnName), "The column name is specified as '{0}' but must match the selector '{1}'.",
                    value.ColumnName, columnName);
            }

            int index = FindIndex(column => string.Equals(column.ColumnName, columnName, StringComparison.Ordinal));
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    /// <summary>The definition that the members and their attributes give.</summary>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        var definition = new SchemaDefinition();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in RowMembers.Of(userType, direction))
        {
            var custom = member.GetCustomAttributes<DataViewTypeAttribute>().ToArray();
            if (custom.Length > 1)
            {
                throw Contracts.ExceptParam(nameof(userType), "Member {0} cannot be marked with multiple attributes, {1}, derived from {2}.",
                    member.Name, custom, typeof(DataViewTypeAttribute));
            }

            custom.FirstOrDefault()?.Register();
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw Contracts.ExceptParam(nameof(userType), "Duplicate column name '{0}' detected, this is disallowed", name);
            definition.Add(new Column(member.Name, TypeOf(member, nameof(userType)), name));
        }

        return definition;
    }

    private static DataViewType TypeOf(MemberInfo member, string paramName)
    {
        RowMembers.GetVectorAndItemType(member, out bool isVector, out var itemRawType);
        if (DataViewTypeManager.TryGet(itemRawType, member.GetCustomAttributes(), out var customType))
            return customType;

        var itemType = ColumnTypeExtensions.PrimitiveTypeFromType(itemRawType);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(itemRawType))
                throw Contracts.ExceptParam(paramName, "Member {0} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type", member.Name);
            itemType = new KeyDataViewType(itemRawType, key.KeyCount.Count.GetValueOrDefault());
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (vector != null && !isVector)
            throw Contracts.ExceptParam(paramName, $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        if (!isVector)
            return itemType;
        return vector?.Dims?.Length > 0 ? new VectorDataViewType(itemType, vector.Dims) : new VectorDataViewType(itemType, 0);
    }

    /// <summary>A member and its column.</summary>
    public sealed class Column
    {
        internal Column(string memberName, DataViewType columnType, string columnName = null)
        {
            Contracts.CheckNonEmpty(memberName, nameof(memberName));
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (var annotation in AnnotationValues.Values)
                    annotation.AddTo(builder);
                return builder.ToAnnotations();
            }
        }

        internal Dictionary<string, AnnotationValue> AnnotationValues { get; } = new(StringComparer.Ordinal);

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            if (!AnnotationValues.TryAdd(kind, AnnotationValue.Create(kind, value, annotationType)))
                throw Contracts.Except("Column already contains an annotation of this kind.");
        }
    }
}

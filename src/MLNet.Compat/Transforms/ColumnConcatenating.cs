using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one item type into a vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, Array.ConvertAll(_sources, source => (source, (string)null)));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        result[_name] = OutputShape(inputSchema);
        return new SchemaShape(result.Values);
    }

    private SchemaShape.Column OutputShape(SchemaShape inputSchema)
    {
        DataViewType itemType = null;
        bool variable = false;
        bool normalized = true;
        bool named = false;
        foreach (string source in _sources)
        {
            if (!inputSchema.TryFindColumn(source, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", source);
            itemType ??= column.ItemType;
            if (column.IsKey)
                throw _host.Except($"Column '{source}' is key. Concatenation of keys is unsupported.");
            if (!column.ItemType.Equals(itemType))
            {
                throw _host.Except($"Concatenated columns should have the same type. Column '{source}' has type of {column.ItemType}, " +
                    $"but expected column type is {itemType}.");
            }
            variable |= column.Kind == SchemaShape.Column.VectorKind.VariableVector;
            normalized &= column.IsNormalized();
            named |= column.Kind == SchemaShape.Column.VectorKind.Scalar || column.HasSlotNames();
        }

        var annotations = new List<SchemaShape.Column>();
        if (normalized)
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        if (named)
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        var kind = variable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return new SchemaShape.Column(_name, kind, itemType, false, new SchemaShape(annotations));
    }
}

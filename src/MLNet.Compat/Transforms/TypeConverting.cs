using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another item type.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        for (int i = 0; i < Transformer.ColumnPairs.Length; i++)
        {
            var (output, input) = Transformer.ColumnPairs[i];
            if (!inputSchema.TryFindColumn(input, out var column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (!TypeConvertingTransformer.TryGetItemType(column.ItemType, Transformer.KindOf(i), out var type))
                throw Host.ExceptParam(nameof(inputSchema), $"Can't convert {input} into {type}");
            if (!Conversions.TryGet(column.ItemType, type, out _))
                throw Host.ExceptParam(nameof(inputSchema), $"Don't know how to convert {input} into {type}");
            result[output] = new SchemaShape.Column(output, column.Kind, type, false, column.Annotations);
        }
        return new SchemaShape(result.Values);
    }
}

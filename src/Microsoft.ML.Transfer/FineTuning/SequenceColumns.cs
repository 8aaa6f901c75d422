using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The columns of stages over texts as a whole: where their texts come from, their place in shapes and in model files.</summary>
internal static class SequenceColumns
{
    // A shape says that a size is known, not which it is.
    private const int AnySize = 1;

    /// <summary>The text columns.</summary>
    public static ImmutableArray<TextSource> Sources(FineTuneSequenceOptions options)
    {
        var first = new TextSource(options.Sentence1ColumnName);
        return options.Sentence2ColumnName is { } second ? [first, new TextSource(second)] : [first];
    }

    /// <summary>The label column of data that has the text columns too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or a text column is not of text.</exception>
    public static DataViewSchema.Column FindLabel(IExceptionContext context, DataViewSchema schema, string parameter, FineTuneSequenceOptions options)
    {
        var label = schema.GetColumnOrNull(options.LabelColumnName) ?? throw SchemaErrors.MissingColumn(context, parameter, "label", options.LabelColumnName);
        foreach (var source in Sources(options))
            source.Find(context, schema);
        return label;
    }

    /// <summary>The shape of the label column, where the text columns are there too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or a text column is not of text.</exception>
    public static SchemaShape.Column RequireLabel(IExceptionContext context, SchemaShape input, FineTuneSequenceOptions options)
    {
        var label = input.FirstOrDefault(c => string.Equals(c.Name, options.LabelColumnName, StringComparison.Ordinal));
        if (label.Name is null)
            throw SchemaErrors.MissingColumn(context, "inputSchema", "label", options.LabelColumnName);
        foreach (var source in Sources(options))
            source.Require(context, input);
        return label;
    }

    /// <summary>
    /// The <paramref name="input"/> with the columns of <typeparamref name="TAdded"/> added: see <see cref="VectorColumnShape"/> for why it goes by way of a custom mapping that never
    /// runs.
    /// </summary>
    public static SchemaShape Add<TAdded>(SchemaShape input, SchemaDefinition added)
        where TAdded : class, new() =>
        new MLContext().Transforms.CustomMapping<Nothing, TAdded>((_, _) => { }, contractName: null, outputSchemaDefinition: added).GetOutputSchema(input);

    /// <summary>Defines a column as a vector of floats with slot names.</summary>
    public static void DefineScores(SchemaDefinition.Column column, string name)
    {
        column.ColumnName = name;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, AnySize);
        AddSlotNames(column);
    }

    /// <summary>Says of the definition of a vector column that its slots have names.</summary>
    public static void AddSlotNames(SchemaDefinition.Column column) => column.AddAnnotation(
        SlotNames.Kind, new VBuffer<ReadOnlyMemory<char>>(AnySize, [column.ColumnName.AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, AnySize));

    /// <summary>Writes the columns that a fitted stage reads, and that of its scores.</summary>
    public static void Write(BinaryWriter writer, FineTuneSequenceOptions options)
    {
        writer.Write(options.Sentence1ColumnName);
        writer.Write(options.Sentence2ColumnName ?? "");
        writer.Write(options.ScoreColumnName);
    }

    /// <summary>Options with the columns that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A name is empty that must not be.</exception>
    public static TOptions Read<TOptions>(BinaryReader reader, TOptions options)
        where TOptions : FineTuneSequenceOptions
    {
        var first = ReadName(reader);
        var second = reader.ReadString();
        return (TOptions)(options with { Sentence1ColumnName = first, Sentence2ColumnName = second.Length == 0 ? null : second, ScoreColumnName = ReadName(reader) });
    }

    /// <summary>Reads the name of a column.</summary>
    /// <exception cref="InvalidDataException">It is empty.</exception>
    public static string ReadName(BinaryReader reader) =>
        reader.ReadString() is { Length: > 0 } name ? name : throw new InvalidDataException("The model names a column ''; names are not empty.");

    private sealed class Nothing;
}

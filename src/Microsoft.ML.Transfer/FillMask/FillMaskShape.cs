using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The shape of a pipeline after places are filled in: see <see cref="VectorColumnShape"/> for why it goes by way of a custom mapping that never runs.</summary>
internal static class FillMaskShape
{
    /// <summary>The <paramref name="input"/> with the columns of the words and their probabilities added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public static SchemaShape Add(IExceptionContext context, TransformsCatalog catalog, SchemaShape input, string source, string words, string scores)
    {
        new TextSource(source).Require(context, input);
        var definition = SchemaDefinition.Create(typeof(Added));
        var word = definition[nameof(Added.Words)];
        word.ColumnName = words;
        word.ColumnType = new VectorDataViewType(TextDataViewType.Instance);
        var score = definition[nameof(Added.Scores)];
        score.ColumnName = scores;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single);
        return catalog.CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: definition).GetOutputSchema(input);
    }

    private sealed class Nothing;

    private sealed class Added
    {
        public VBuffer<ReadOnlyMemory<char>> Words { get; set; }

        public VBuffer<float> Scores { get; set; }
    }
}

using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The scores of texts, or of pairs of texts.</summary>
/// <param name="texts">The texts, and the second ones of pairs.</param>
/// <param name="threads">How many threads compute; null for as many as there are processors.</param>
/// <param name="cancellation">Ends the work.</param>
/// <returns><i>Shape:</i> [texts, scores], row-major.</returns>
internal delegate float[] SequencePrediction(IReadOnlyList<(string? Text, string? Pair)> texts, int? threads, CancellationToken cancellation);

/// <summary>What all fitted stages over texts as a whole do alike: columns made of the scores of each row, which are computed for many rows at once when they are read.</summary>
/// <param name="host">That of the transformer.</param>
/// <param name="options">The columns, the threads, and what ends the work.</param>
/// <param name="predict">Computes the scores.</param>
/// <param name="added">The columns to add.</param>
internal sealed class SequenceStage(IHost host, FineTuneSequenceOptions options, SequencePrediction predict, ImmutableArray<AddedColumn<float[]>> added)
{
    private readonly Encoder _encoder = new(options, predict);

    /// <summary>The schema of the output for an input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema input) => Bind(input).Output;

    /// <summary>The input with the columns added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<float[]>(host, Bind(input.Schema), _encoder, input);
    }

    /// <summary>The same for single rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema input) => new TextStageRowMapper<float[]>(host, Bind(input), _encoder);

    private TextStageBinding<float[]> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextStageBinding<float[]>(host, inputSchema, SequenceColumns.Sources(options), added);
    }

    private sealed class Encoder(FineTuneSequenceOptions options, SequencePrediction predict) : ITextEncoder<float[]>
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<float[]?> results)
        {
            var pairs = new (string? Text, string? Pair)[rows.RowCount];
            for (var i = 0; i < pairs.Length; i++)
                pairs[i] = (rows[i, 0][0].ToString(), options.Sentence2ColumnName is null ? null : rows[i, 1][0].ToString());
            var scores = predict(pairs, options.Threads, options.CancellationToken);
            var size = scores.Length / pairs.Length;
            for (var i = 0; i < pairs.Length; i++)
                results[i] = scores.AsSpan(i * size, size).ToArray();
        }

        public float[] EncodeOne(RowTexts row)
        {
            var results = new float[]?[1];
            Encode(row, results);
            return results[0]!;
        }
    }
}

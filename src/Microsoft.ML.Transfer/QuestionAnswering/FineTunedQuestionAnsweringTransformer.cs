using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of answers and their probabilities that <see cref="FineTunedQuestionAnsweringTrainer"/> describes. Immutable and safe to share between threads: many threads get the
/// values of one.
/// </summary>
/// <remarks>Where a context has fewer different answers than are asked for, the rest of both vectors is empty texts and zeros.</remarks>
public sealed class FineTunedQuestionAnsweringTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly Encoder _encoder;
    private readonly ImmutableArray<AddedColumn<Answers>> _added;

    internal FineTunedQuestionAnsweringTransformer(IHostEnvironment environment, QuestionAnswerer answerer, FineTuneQuestionAnsweringOptions options)
    {
        _host = environment.Register(nameof(FineTunedQuestionAnsweringTransformer));
        (Answerer, Columns) = (answerer, options);
        _encoder = new Encoder(answerer, options);
        var none = new DataViewSchema.Annotations.Builder().ToAnnotations();
        _added =
        [
            AddedColumn<Answers>.Vector(options.PredictedAnswerColumnName, new VectorDataViewType(TextDataViewType.Instance, options.TopKAnswers), none, answers => answers.Texts),
            AddedColumn<Answers>.Vector(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, options.TopKAnswers), none, answers => answers.Scores),
        ];
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => Answerer.ModelName;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => Answerer.ModelCard;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal QuestionAnswerer Answerer { get; }

    internal FineTuneQuestionAnsweringOptions Columns { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the columns of contexts and questions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the columns added, lazily: questions are answered, many at once, when the columns are read.</summary>
    /// <param name="input">Data with the columns of contexts and questions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<Answers>(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextStageRowMapper<Answers>(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedQuestionAnsweringArchive.Save(this, ctx);

    private TextStageBinding<Answers> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextStageBinding<Answers>(_host, inputSchema, [new TextSource(Columns.QuestionColumnName), new TextSource(Columns.ContextColumnName)], _added);
    }

    private sealed record Answers(ReadOnlyMemory<char>[] Texts, float[] Scores);

    private sealed class Encoder(QuestionAnswerer answerer, FineTuneQuestionAnsweringOptions options) : ITextEncoder<Answers>
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<Answers?> results)
        {
            var questions = new (string? Question, string? Context)[rows.RowCount];
            for (var i = 0; i < questions.Length; i++)
                questions[i] = (rows[i, 0][0].ToString(), rows[i, 1][0].ToString());
            var found = answerer.Answer(questions, options.TopKAnswers, options.Threads, options.CancellationToken);
            for (var i = 0; i < questions.Length; i++)
                results[i] = Filled(found[i]);
        }

        public Answers EncodeOne(RowTexts row)
        {
            var results = new Answers?[1];
            Encode(row, results);
            return results[0]!;
        }

        private Answers Filled(IReadOnlyList<FoundAnswer> found)
        {
            var answers = new Answers(new ReadOnlyMemory<char>[options.TopKAnswers], new float[options.TopKAnswers]);
            for (var k = 0; k < found.Count; k++)
                (answers.Texts[k], answers.Scores[k]) = (found[k].Text.AsMemory(), found[k].Probability);
            return answers;
        }
    }
}

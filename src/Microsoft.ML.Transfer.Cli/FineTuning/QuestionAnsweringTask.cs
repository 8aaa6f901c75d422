using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>The answer to a question, found in a text: the texts are the contexts, and the second texts of the pairs the questions.</summary>
internal sealed class QuestionAnsweringTask : PredictingTask
{
    private const string ContextColumn = nameof(AskedQuestion.Context);
    private const string QuestionColumn = nameof(AskedQuestion.Question);
    private const string AnswerColumn = nameof(AskedQuestion.TrainingAnswer);
    private const string DefaultAnswerColumn = "Answer";

    public override string Name => "question-answering";

    public override IDataView Read(MLContext ml, string path, TuningColumns columns) => InputFile.Read(path, table => Read(ml, table, columns, hasAnswers: true));

    public override IDataView ReadUnlabelled(MLContext ml, InputTable table, TuningColumns columns) => Read(ml, table, columns, hasAnswers: false);

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var trainer = ml.MulticlassClassification.Trainers.FineTuneQuestionAnswering(options.In(new FineTuneQuestionAnsweringOptions { AnswerIndexColumnName = null }));
        var tuned = trainer.Fit(training, validation);
        return (tuned, tuned.ModelCard);
    }

    public override void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json)
    {
        var metrics = AnswerMetrics.Of([.. Answers(ml, predicted).Zip(examples.GetColumn<string>(AnswerColumn), (answer, expected) => (answer.First, expected))]);
        json.WriteNumber("rows", metrics.Count);
        json.WriteNumber("exact_match", metrics.ExactMatch);
        json.WriteNumber("f1", metrics.F1);
    }

    public override IEnumerable<Action<Utf8JsonWriter>> Predictions(MLContext ml, IDataView predicted) => Answers(ml, predicted).Select(row => (Action<Utf8JsonWriter>)(json =>
    {
        json.WriteString("question", row.Question);
        json.WriteString("answer", row.First);
        json.WriteNumber("score", row.Score.Length == 0 ? 0 : row.Score[0]);
    }));

    protected override bool Takes(DataViewSchema input) => input.GetColumnOrNull(ContextColumn) is not null && input.GetColumnOrNull(QuestionColumn) is not null;

    private static IDataView Read(MLContext ml, InputTable table, TuningColumns columns, bool hasAnswers)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var (context, question) = (table.IndexOf(columns.Text ?? ContextColumn, "--text-col"), table.IndexOf(columns.Pair ?? QuestionColumn, "--pair-col"));
        var answer = hasAnswers ? table.IndexOf(columns.Label ?? DefaultAnswerColumn, "--label-col") : -1;
        return ml.Data.LoadFromEnumerable(table.Rows.Select(row => new AskedQuestion
        {
            Context = row.Values[context] ?? "",
            Question = row.Values[question] ?? "",
            TrainingAnswer = answer < 0 ? "" : row.Values[answer] ?? "",
        }).ToList());
    }

    private static IEnumerable<Prediction> Answers(MLContext ml, IDataView predicted) => ml.Data.CreateEnumerable<Prediction>(predicted, reuseRowObject: false);

    private sealed class AskedQuestion
    {
        public string Context { get; set; } = "";

        public string Question { get; set; } = "";

        public string TrainingAnswer { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string Question { get; set; } = "";

        public string[] Answer { get; set; } = [];

        public float[] Score { get; set; } = [];

        public string First => Answer.Length == 0 ? "" : Answer[0];
    }
}

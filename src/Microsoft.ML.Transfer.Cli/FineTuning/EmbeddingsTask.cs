using System.Globalization;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>
/// Vectors of texts that lie together where the texts belong together: texts with classes (columns Text and Label), pairs of texts with how much they are alike (<c>--pair-col</c> and the column
/// Label), or pairs that all belong together, where there is no such column.
/// </summary>
internal sealed class EmbeddingsTask : EncoderTask
{
    private const string LabelColumn = "Label";

    public override string Name => "embeddings";

    public override Func<TuningOptions, string> Prepare(MLContext ml, FineTuneRequest request)
    {
        CheckFolder(request.ModelPath);
        var embedding = request.Embedding;
        if (embedding.Teacher is not null)
            throw new BadInputException($"--teacher has no meaning for --task {Name}; take --task {EmbeddingDistillationTask.TaskName}.");
        if (request.Columns.Pair is not null)
        {
            var pairs = InputFile.Read(request.DataPath, table => Pairs(table, request));
            var kept = request.ValidationPath is { } path ? InputFile.Read(path, table => Pairs(table, request)) : null;
            return Tune((options, contrastive) => SentenceEncoderTrainer.Train(options.Model, pairs, SeedOf(options), options, contrastive, kept, options.Hub, options.CancellationToken));
        }
        if (embedding.NegativeColumn is not null)
            throw new BadInputException("--negative-col needs --pair-col: a text, one that belongs to it, and one that does not.");
        var classes = new List<string>();
        var texts = InputFile.Read(request.DataPath, table => Texts(table, request.Columns, classes, isNew: true));
        var others = request.ValidationPath is { } validation ? InputFile.Read(validation, table => Texts(table, request.Columns, classes, isNew: false)) : null;
        return Tune((options, contrastive) => SentenceEncoderTrainer.Train(options.Model, texts, SeedOf(options), options, contrastive, others, options.Hub, options.CancellationToken));

        Func<TuningOptions, string> Tune(Func<FineTunedEmbeddingsOptions, ContrastiveOptions, TextEmbedder> train) => options =>
        {
            using var embedder = train(options.In(new FineTunedEmbeddingsOptions()), embedding.Contrastive);
            return Save(embedder, request.ModelPath);
        };
    }

    private static List<ClassifiedText> Texts(InputTable table, TuningColumns columns, List<string> classes, bool isNew)
    {
        if (table.Columns.Length == 0)
            return [];
        var (text, label) = (table.IndexOfText(columns.Text), table.IndexOf(columns.Label ?? LabelColumn, "--label-col"));
        return [.. table.Rows.Select(row => new ClassifiedText(row.Values[text], Pair: null, ClassOf(row.Values[label], $"{table.Name}, line {row.Line}")))];

        int ClassOf(string? name, string place)
        {
            if (string.IsNullOrWhiteSpace(name))
                throw new BadInputException($"{place}: the label is missing.");
            var known = classes.IndexOf(name);
            if (known >= 0)
                return known;
            if (!isNew)
                throw new BadInputException($"{place}: the class '{name}' is none of the training data ({string.Join(", ", classes.Take(10))}).");
            classes.Add(name);
            return classes.Count - 1;
        }
    }

    private static List<SentencePair> Pairs(InputTable table, FineTuneRequest request)
    {
        if (table.Columns.Length == 0)
            return [];
        var columns = request.Columns;
        var (first, second) = (table.IndexOfText(columns.Text), table.IndexOf(columns.Pair!, "--pair-col"));
        int? negative = request.Embedding.NegativeColumn is { } name ? table.IndexOf(name, "--negative-col") : null;
        // Ranking and triplets know of pairs that belong together only.
        int? label = columns.Label is not null || request.Embedding.Contrastive.Loss == ContrastiveLoss.CosineSimilarity ? table.IndexOf(columns.Label ?? LabelColumn, "--label-col") : null;
        return
        [
            .. table.Rows.Select(row => new SentencePair(row.Values[first], row.Values[second])
            {
                Score = label is { } scored ? Score(row.Values[scored], $"{table.Name}, line {row.Line} (column '{table.Columns[scored]}')") : 1f,
                HardNegative = negative is { } hard && row.Values[hard] is { Length: > 0 } text ? text : null,
            }),
        ];
    }

    private static float Score(string? value, string place) => float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= -1 and <= 1
        ? score
        : throw new BadInputException($"{place}: '{value}' is no cosine from -1 to 1; divide scores from 0 to 5 by 5.");
}

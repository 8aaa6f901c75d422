using System.Text;

namespace Microsoft.ML.Transfer;

/// <summary>
/// An encoder with a head for each of several tasks: what <see cref="MultiTaskTraining"/> gives. Each task has a model of its own kind by its name, which reads the shared encoder and is valid as
/// long as this object; saved by itself it is an ordinary model of one task. Immutable, and safe to share between threads.
/// </summary>
public sealed class MultiTaskModel : IDisposable
{
    internal const string TaskName = "multi-task";

    private const int MostTasks = 1 << 10;

    private readonly TunedModel _shared;
    private readonly IReadOnlyList<SavedHead> _heads;
    private readonly int? _maximumLength;

    internal MultiTaskModel(TunedModel shared, IReadOnlyList<SavedHead> heads, int? maximumLength)
    {
        (_shared, _heads, _maximumLength) = (shared, heads, maximumLength);
        Classifiers = Models(TextClassifier.TaskName, (model, head) => TextClassifier.View(model, maximumLength, head.ScoreNames));
        MultiLabelClassifiers = Models(MultiLabelClassifier.TaskName, (model, _) => MultiLabelClassifier.View(model, maximumLength));
        Regressors = Models(TextRegressor.TaskName, (model, _) => TextRegressor.View(model, maximumLength));
        TokenClassifiers = Models(TokenModel.TaskName, (model, head) => TokenClassifier.View(model, head.ScoreNames, maximumLength, head.DefaultClass ?? 0));
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => _shared.Name;

    /// <summary>What the user should know about the model that was fine-tuned, in a sentence, or null; null too when restored.</summary>
    public string? Notice => _shared.Notice;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => _shared.Card ?? "";

    /// <summary>The names of the tasks, in their order.</summary>
    public IReadOnlyList<string> TaskNames => [.. _heads.Select(head => head.Name)];

    /// <summary>The models of the classifications, by the names of the tasks.</summary>
    public IReadOnlyDictionary<string, TextClassifier> Classifiers { get; }

    /// <summary>The models of the multi-label classifications, by the names of the tasks.</summary>
    public IReadOnlyDictionary<string, MultiLabelClassifier> MultiLabelClassifiers { get; }

    /// <summary>The models that predict numbers, by the names of the tasks.</summary>
    public IReadOnlyDictionary<string, TextRegressor> Regressors { get; }

    /// <summary>The models of the classifications of words, by the names of the tasks.</summary>
    public IReadOnlyDictionary<string, TokenClassifier> TokenClassifiers { get; }

    /// <summary>How the training went, of all tasks together; the metric by which the best epoch was chosen is the mean of those of the tasks. Null when restored.</summary>
    public FineTuningSummary? Summary { get; init; }

    /// <summary>For each task with examples that were kept out, how the best weights predict them; empty when restored.</summary>
    public IReadOnlyDictionary<string, ValidationResult> Validation { get; init; } = new Dictionary<string, ValidationResult>(StringComparer.Ordinal);

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same predictions of all tasks, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static MultiTaskModel FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var files = new EmbedderArchive(entries);
        var settings = $"{name}/{SavedTask.EntryName}";
        var saved = SavedTask.Read(files.Require(SavedTask.EntryName, name), settings, TaskName);
        var heads = saved.Tasks ?? [];
        Check(heads, settings);
        var shared = TunedModel.FromSharedEntries(files, name, saved, [.. heads.Select((head, i) => Numbered(HeadOf(head, settings), i))]);
        try
        {
            return new MultiTaskModel(shared, heads, saved.MaximumLength);
        }
        catch (ArgumentOutOfRangeException e)
        {
            shared.Dispose();
            throw new InvalidDataException($"{settings}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Everything that is needed to restore this object, as files by name: <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>, which together are a
    /// checkpoint of the encoder in the Hugging Face layout, <c>heads.safetensors</c>, <c>task.json</c>, <c>README.md</c>, the model card, and <c>adapter.safetensors</c> where an adaptation
    /// put in what cannot be merged. The archives of the single tasks come from their models.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive()
    {
        var entries = _shared.ToSharedEntries();
        var saved = new SavedTask(TaskName, _shared.Name, _heads.Sum(head => head.ScoreCount), _maximumLength, _shared.LowerCase, _shared.Adapter?.ToString()) { Tasks = _heads };
        entries.Add(SavedTask.EntryName, saved.Write());
        return entries;
    }

    /// <summary>Frees the encoder and with it the models of all tasks.</summary>
    public void Dispose() => _shared.Dispose();

    /// <summary>Heads of one objective are told apart by their numbers: names are the user's, and may have any letters.</summary>
    internal static TunedHead Numbered(TunedHead head, int number) => head with { Name = FormattableString.Invariant($"{number}") };

    /// <summary>What the model card says of the tasks.</summary>
    internal static string DescribeTasks(IReadOnlyList<SavedHead> heads, Dictionary<string, ValidationResult> results)
    {
        var text = new StringBuilder("\n## Tasks\n\n| Task | Kind | Scores | Validation |\n|---|---|---|---|\n");
        foreach (var head in heads)
            text.Append(FormattableString.Invariant($"| {head.Name} | {head.Task} | {head.ScoreCount} | {results.GetValueOrDefault(head.Name)?.ToString() ?? "–"} |\n"));
        return text.ToString();
    }

    private static void Check(IReadOnlyList<SavedHead> heads, string settings)
    {
        if (heads.Count is < 1 or > MostTasks)
            throw new InvalidDataException($"{settings}: found {heads.Count} tasks; there are from 1 to {MostTasks}.");
        for (var i = 0; i < heads.Count; i++)
        {
            var head = heads[i];
            if (head.Name.Length == 0 || heads.Take(i).Any(other => string.Equals(other.Name, head.Name, StringComparison.Ordinal)))
                throw new InvalidDataException($"{settings}: task {i} has the name '{head.Name}'; each task has a name of its own.");
            var isOfWords = string.Equals(head.Task, TokenModel.TaskName, StringComparison.Ordinal);
            if (head.ScoreCount is < 1 or > SavedTask.MostScores || (head.ScoreNames.Count != head.ScoreCount && (isOfWords || head.ScoreNames.Count > 0)))
                throw new InvalidDataException($"{settings}: task '{head.Name}' has {head.ScoreCount} scores and {head.ScoreNames.Count} names of scores.");
            if (isOfWords ? head.DefaultClass is not { } known || (uint)known >= (uint)head.ScoreCount : head.DefaultClass is not null)
                throw new InvalidDataException($"{settings}: the default class of task '{head.Name}' is {head.DefaultClass?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}; a task of words has one of its classes, and no other task has one.");
        }
    }

    private static TunedHead HeadOf(SavedHead head, string settings) => head.Task switch
    {
        TextClassifier.TaskName => TextClassifier.Head(head.ScoreCount),
        MultiLabelClassifier.TaskName => MultiLabelClassifier.Head(head.ScoreCount),
        TextRegressor.TaskName when head.ScoreCount == 1 => TextRegressor.Head,
        TokenModel.TaskName => TokenModel.Head(head.ScoreCount),
        _ => throw new InvalidDataException($"{settings}: task '{head.Name}' is '{head.Task}' with {head.ScoreCount} scores; {TextClassifier.TaskName}, {MultiLabelClassifier.TaskName}, {TextRegressor.TaskName} with one score and {TokenModel.TaskName} are read."),
    };

    private Dictionary<string, TModel> Models<TModel>(string task, Func<TunedModel, SavedHead, TModel> view) => _heads
        .Index()
        .Where(head => string.Equals(head.Item.Task, task, StringComparison.Ordinal))
        .ToDictionary(head => head.Item.Name, head => view(_shared.WithHead(head.Index), head.Item), StringComparer.Ordinal);
}

using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer;

/// <summary>An encoder with a head that finds the begin and the end of answers, and how questions are read and answers chosen. Safe to share between threads.</summary>
internal sealed class SpanModel : IDisposable
{
    private readonly TokenScorer _scorer;
    private readonly SavedAnswering _settings;
    private readonly AnswerSearch _search;

    private SpanModel(TunedModel tuned, int maximumLength, int? stride, int maximumAnswerLength, float? noAnswerThreshold)
    {
        Tuned = tuned;
        Reader = new QuestionReader(tuned, maximumLength, stride);
        _settings = new SavedAnswering(Reader.Stride, maximumAnswerLength, noAnswerThreshold);
        _scorer = new TokenScorer(tuned.Model.Encoder, tuned.Head);
        _search = new AnswerSearch(maximumAnswerLength, noAnswerThreshold);
    }

    /// <summary>The head: a score for the begin and one for the end.</summary>
    public static TunedHead Head { get; } = new(Objective.QuestionAnswering, ScoreCount: 2);

    /// <summary>The encoder and the head, owned.</summary>
    public TunedModel Tuned { get; }

    /// <summary>Tokenizes questions.</summary>
    public QuestionReader Reader { get; }

    /// <summary>Takes over a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum length leaves no room, or the stride is too much for it.</exception>
    public static SpanModel Create(TunedModel tuned, QuestionAnsweringOptions options) =>
        Own(tuned, () => new SpanModel(tuned, options.MaximumLength ?? QuestionAnsweringOptions.DefaultLength, options.Stride, options.MaximumAnswerLength, options.NoAnswerThreshold));

    /// <summary>Restores what <see cref="ToEntries"/> wrote.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="archive">What error messages call the archive.</param>
    /// <param name="task">What the model does.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed, or the model does something else.</exception>
    public static SpanModel FromEntries(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string archive, string task)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var files = new EmbedderArchive(entries);
        var saved = SavedTask.Read(files.Require(SavedTask.EntryName, archive), $"{archive}/{SavedTask.EntryName}", task);
        var settings = SavedAnswering.Read(files.Require(SavedAnswering.EntryName, archive), $"{archive}/{SavedAnswering.EntryName}");
        try
        {
            var tuned = TunedModel.FromEntries(files, archive, saved, Head);
            return Own(tuned, () => new SpanModel(tuned, saved.MaximumLength ?? QuestionAnsweringOptions.DefaultLength, settings.Stride, settings.MaximumAnswerLength, settings.NoAnswerThreshold));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"{archive}/{SavedAnswering.EntryName}: {e.Message}", e);
        }
    }

    /// <summary>Everything that is needed to restore this object: a checkpoint in the Hugging Face layout, and two entries of settings.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> ToEntries(string task)
    {
        var entries = Tuned.ToEntries([]);
        entries.Add(SavedTask.EntryName, new SavedTask(task, Tuned.Name, Head.ScoreCount, Reader.MaximumLength, Tuned.LowerCase, Tuned.Adapter?.ToString()).Write());
        entries.Add(SavedAnswering.EntryName, _settings.Write());
        return entries;
    }

    /// <summary>The scores (logits) of each window of each question. <i>Shape of each:</i> [tokens, 2].</summary>
    public float[][] Score(IReadOnlyList<ReadQuestion> questions, int? threads, CancellationToken cancellation)
    {
        TextWindow[] windows = [.. questions.SelectMany(question => question.Windows.Select(window => window.Sequence))];
        var scores = new float[windows.Length][];
        _scorer.Score(
            windows, (window, ofWindow) => scores[window] = ofWindow.ToArray(), new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation });
        return scores;
    }

    /// <summary>The best answers to each question.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="scores">What <see cref="Score"/> gave for them.</param>
    /// <param name="count">How many different answers to each.</param>
    public IReadOnlyList<FoundAnswer>[] Find(IReadOnlyList<ReadQuestion> questions, float[][] scores, int count)
    {
        var answers = new IReadOnlyList<FoundAnswer>[questions.Count];
        var first = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = _search.Find(questions[i], scores.AsSpan(first, questions[i].Windows.Count), count);
            first += questions[i].Windows.Count;
        }
        return answers;
    }

    public void Dispose() => Tuned.Dispose();

    private static SpanModel Own(TunedModel tuned, Func<SpanModel> create)
    {
        try
        {
            return create();
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}

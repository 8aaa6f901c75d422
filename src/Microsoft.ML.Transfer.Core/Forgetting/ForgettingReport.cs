using System.Globalization;
using System.Text;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// What a fine-tuning did to what the model knew before: how far each part went from its start, and how well masked tokens are predicted before and after, by the head of the checkpoint
/// that was begun with.
/// </summary>
/// <param name="Parts">How far each part went, in the order of the model; parameters that the start does not have, as a new head, are left out.</param>
/// <param name="Before">How masked tokens are predicted by the checkpoint; null where it has no head for them, or no texts were given.</param>
/// <param name="After">How they are predicted by the fine-tuned encoder with the same head.</param>
public sealed record ForgettingReport(IReadOnlyList<ParameterMovement> Parts, LanguageModelScore? Before, LanguageModelScore? After)
{
    // The scores of all tokens of a batch stand in memory at once.
    private const int TokensPerBatch = 512;

    private static readonly string[] Columns = ["part", "weights", "distance", "relative", "cosine"];

    /// <summary>All parts together.</summary>
    public required ParameterMovement Total { get; init; }

    /// <summary>Compares weights with where they began.</summary>
    /// <param name="start">The weights at the start.</param>
    /// <param name="tuned">The parameters as they are.</param>
    /// <exception cref="ArgumentException">They have no parameter in common, or one of another shape.</exception>
    public static ForgettingReport Compare(ParameterValues start, IReadOnlyDictionary<ParameterPath, Tensor> tuned)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(tuned);
        var parts = new OrderedDictionary<string, MovementSums>(StringComparer.Ordinal);
        var total = new MovementSums();
        var now = Array.Empty<float>();
        foreach (var (path, tensor) in tuned)
        {
            if (!start.TryGet(path, tensor.Shape, out var began))
                continue;
            if (now.Length < began.Length)
                now = new float[began.Length];
            tensor.CopyTo(now);
            var part = MovementSums.PartOf(path);
            if (!parts.TryGetValue(part, out var sums))
                parts[part] = sums = new MovementSums();
            sums.Add(began, now.AsSpan(0, began.Length));
            total.Add(began, now.AsSpan(0, began.Length));
        }
        return parts.Count == 0
            ? throw new ArgumentException("The fine-tuned model has no parameter of the start; they are of different models.", nameof(tuned))
            : new ForgettingReport([.. parts.Select(part => part.Value.Result(part.Key))], Before: null, After: null) { Total = total.Result("all") };
    }

    /// <summary>Compares a fine-tuned model with the checkpoint that it began as.</summary>
    /// <param name="checkpoint">The folder of that checkpoint, in the Hugging Face layout, with the tokenizer where texts are given.</param>
    /// <param name="tuned">The parameters of the fine-tuned model, which are read only. What was put between the layers, as adapters, has no part in the prediction of masked tokens.</param>
    /// <param name="texts">What masked tokens are predicted in, where the checkpoint has a head for that; null for none.</param>
    /// <param name="masking">What is masked; 15 % of the tokens, all replaced by the mask token, when null.</param>
    /// <param name="seed">Which tokens are masked.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The report does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    /// <exception cref="ArgumentException">The model did not begin as that checkpoint.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file of the checkpoint is malformed.</exception>
    /// <exception cref="NotSupportedException">The tokenizer of the checkpoint has no mask token.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ForgettingReport Measure(
        string checkpoint,
        IReadOnlyDictionary<ParameterPath, Tensor> tuned,
        IReadOnlyList<string>? texts = null,
        MaskingOptions? masking = null,
        ulong seed = 0,
        int? threads = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        using var model = PretrainedModel.Load(checkpoint);
        var report = Compare(ParameterValues.Of(model.Encoder.Parameters), tuned);
        return texts is { Count: > 0 }
            ? report.WithMaskedTokens(model, PretrainedTokenizer.Load(checkpoint), tuned, texts, masking ?? MaskingOptions.ForMeasuring, seed, threads, cancellation)
            : report;
    }

    /// <summary>The same report with how well masked tokens are predicted before and after; unchanged where the model has no head for them.</summary>
    /// <param name="start">The model as it began, which is nobody else's: it gets the weights of the fine-tuned one, but for its head.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="tuned">The parameters of the fine-tuned model, which are read only.</param>
    /// <param name="texts">What masked tokens are predicted in.</param>
    /// <param name="masking">What is masked.</param>
    /// <param name="seed">Which tokens are masked.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    internal ForgettingReport WithMaskedTokens(
        PretrainedModel start, PretrainedTokenizer tokenizer, IReadOnlyDictionary<ParameterPath, Tensor> tuned, IReadOnlyList<string> texts, MaskingOptions masking, ulong seed, int? threads,
        CancellationToken cancellation)
    {
        if (start.Heads.FirstOrDefault(head => head.Objective == Objective.MaskedLanguageModel) is not { } head)
            return this;
        var batches = MaskedTexts.Batches(tokenizer, texts, masking, seed, start.Encoder.Config.MaximumPositions, TokensPerBatch).ToList();
        var before = LanguageModelScore.Of(start, head, batches, threads, cancellation);
        // The fine-tuned encoder under the head of the checkpoint: what rehearsed beside the encoder does not count.
        foreach (var (path, tensor) in start.Encoder.Parameters.Where(parameter => !TunedModel.IsOfHead(parameter.Key)))
        {
            if (!tuned.TryGetValue(path, out var now))
                continue;
            var values = new float[now.Shape.Count];
            now.CopyTo(values);
            tensor.CopyFrom(values);
        }
        return this with { Before = before, After = LanguageModelScore.Of(start, head, batches, threads, cancellation) };
    }

    /// <summary>As a table of plain text.</summary>
    public override string ToString()
    {
        var rows = Rows().Prepend(Columns).ToList();
        var widths = Enumerable.Range(0, Columns.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append('\n');
        foreach (var line in Scores())
            text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>As a table in Markdown, for a model card.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("| Part | Weights | Distance to the start | of the start's norm | Cosine |\n|---|--:|--:|--:|--:|\n");
        foreach (var row in Rows())
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        var separator = "\n";
        foreach (var line in Scores())
        {
            text.Append(separator).Append("- ").Append(line).Append('\n');
            separator = "";
        }
        return text.ToString();
    }

    private IEnumerable<string[]> Rows() => Parts.Append(Total).Select(part => new[]
    {
        part.Part,
        part.Weights.ToString(CultureInfo.InvariantCulture),
        part.Distance.ToString("F4", CultureInfo.InvariantCulture),
        part.RelativeDistance.ToString("P2", CultureInfo.InvariantCulture),
        part.Cosine.ToString("F6", CultureInfo.InvariantCulture),
    });

    private IEnumerable<string> Scores()
    {
        if (Before is not null)
            yield return $"Masked tokens before: {Before}";
        if (After is not null)
            yield return $"Masked tokens after: {After}";
    }
}

using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer;

/// <summary>What stands beside a fine-tuned model for people: where it comes from, how it was trained, and how that went (Mitchell et al., 2019), as Markdown.</summary>
internal static class ModelCard
{
    /// <summary>The name of the entry of an archive, under which model hubs show it.</summary>
    public const string EntryName = "README.md";

    /// <param name="tuned">The model.</param>
    /// <param name="task">What it does.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="summary">How the training went.</param>
    public static string Write(TunedModel tuned, string task, FineTuningOptions options, ulong seed, FineTuningSummary summary)
    {
        var config = tuned.Model.Encoder.Config;
        var phases = options.Phases(config);
        var text = new StringBuilder();
        Line($"---");
        Line($"base_model: {tuned.Name}");
        Line($"pipeline_tag: {task}");
        Line($"---");
        Line($"");
        Line($"# {tuned.Name}, fine-tuned: {task}");
        Line($"");
        Line($"An encoder of type `{config.ModelType}` ({config.LayerCount} layers × {config.HiddenSize}), with {tuned.ScoreCount} scores. Its license and limits are those of the model that it comes from, and of the examples.");
        if (tuned.Notice is { } notice)
            Line($"\n{notice}");
        Line($"\n## Training\n");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| Examples | {summary.Examples}, and {summary.ValidationExamples} kept out |");
        Line($"| Trained | {options.Adaptation} |");
        Line($"| Epochs | {summary.Epochs.Count} of {phases.Sum(phase => phase.Epochs)}{(summary.StoppedEarly ? ", stopped early" : "")}; {summary.Steps} steps of {options.BatchSize * options.BatchesPerStep} examples |");
        Line($"| Highest learning rate | {string.Join(", ", phases.Select(phase => options.LearningRateFor(config.HiddenSize, phase)).Distinct())}, warm-up {options.WarmupShare}, then {options.Decay} |");
        Line($"| Optimizer | {options.Optimizer?.GetType().Name ?? "AdamW"}, weight decay {(options.Optimizer?.WeightDecay ?? options.WeightDecay)}, clipped to {options.ClippingNorm} |");
        Line($"| Dropout | {options.Dropout} |");
        if (options.Penalty is { } penalty)
            Line($"| Against forgetting | {penalty.GetType().Name} |");
        if (options.Replay is { } replay)
            Line($"| Rehearsed | masked tokens of {replay.Texts.Count} texts in one of {replay.Every} steps, with weight {replay.Weight} |");
        Line($"| Seed | {seed} |");
        Line($"| Time | {summary.Duration:hh\\:mm\\:ss} |");
        Line($"\n## Result\n");
        Line($"| Epoch | Training loss | Validation |");
        Line($"|---|---|---|");
        foreach (var epoch in summary.Epochs)
            Line($"| {epoch.Epoch}{(epoch.Epoch == summary.BestEpoch ? " (kept)" : "")} | {epoch.Loss:F4} | {epoch.Validation?.ToString() ?? "–"} |");
        if (summary.Forgetting is { } forgetting)
        {
            Line($"\n## How far it went from where it began\n");
            Line($"{forgetting.ToMarkdown()}");
        }
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}

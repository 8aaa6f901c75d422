using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>The way from examples to a fine-tuned model, the same for whatever is learned of texts as a whole.</summary>
internal static class SequenceTraining
{
    /// <summary>Loads a model, puts a new head on it and trains both.</summary>
    /// <typeparam name="TExample">A text, or a pair of texts, with what is to be predicted for it.</typeparam>
    /// <param name="task">What is learned, as the archive and the model card call it.</param>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="head">The head.</param>
    /// <param name="examples">What to learn from, at least one example.</param>
    /// <param name="validation">What is kept out; where null, the part of <paramref name="examples"/> that the options say.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <param name="goal">What is learned, by the model and those examples that it is trained on.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <returns>The model, which the caller owns, and how the training went.</returns>
    public static (SequenceModel Model, FineTuningSummary Summary) Run<TExample>(
        string task, string model, TunedHead head, IReadOnlyList<TExample> examples, IReadOnlyList<TExample>? validation, ulong seed, FineTuningOptions options, HubOptions? hub,
        Func<SequenceModel, IReadOnlyList<TExample>, SequenceGoal<TExample>> goal, CancellationToken cancellation)
    {
        var loaded = SequenceModel.LoadNew(model, head, seed, options, hub);
        try
        {
            var summary = Prepare(loaded, examples, validation, seed, options, goal).Run(loaded.Tuned, options, seed, cancellation);
            return (loaded, loaded.Tuned.Finish(task, options, seed, summary, cancellation));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Divides the examples into those that are trained on and those that are kept out, and tokenizes them.</summary>
    /// <inheritdoc cref="Run"/>
    public static PreparedTask<SequenceExample, LabeledBatch> Prepare<TExample>(
        SequenceModel model, IReadOnlyList<TExample> examples, IReadOnlyList<TExample>? validation, ulong seed, FineTuningOptions options,
        Func<SequenceModel, IReadOnlyList<TExample>, SequenceGoal<TExample>> goal)
    {
        var (training, keptOut) = validation is null ? ExampleSplit.Draw(examples, options.ValidationShare, seed) : (examples, validation);
        var learned = goal(model, training);
        return new(TaskOf(model, learned), Tokenize(model, learned, training, trained: true), Tokenize(model, learned, keptOut, trained: false));
    }

    /// <summary>The learning of a goal by a model.</summary>
    private static SequenceTask TaskOf<TExample>(SequenceModel model, SequenceGoal<TExample> goal)
    {
        var loss = new HeadTask(model.Tuned.Model, model.Tuned.Head, goal.Loss, goal.LabelSmoothing, goal.ClassWeights.Span);
        return new SequenceTask(model, loss, goal.Measure, goal.MeasureSettings);
    }

    /// <summary>The tokens of examples, with what is to be predicted for them.</summary>
    private static SequenceExample[] Tokenize<TExample>(SequenceModel model, SequenceGoal<TExample> goal, IReadOnlyList<TExample> examples, bool trained) =>
        [.. model.Tokenize([.. examples.Select(goal.TextOf)]).Zip(examples, (tokens, example) => goal.Read(example, tokens, trained))];
}

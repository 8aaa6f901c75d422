using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// A number for each text, or pair of texts, such as how alike two sentences are, as one of several tasks: a label column of <see cref="float"/>, of any scale. Where tasks share rows, those
/// whose number is missing (<see cref="float.NaN"/>) are not trained on.
/// </summary>
public sealed record TextRegressionColumns : SequenceTaskColumns
{
    /// <param name="name">The name of the task, from which those of its columns follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    public TextRegressionColumns(string name)
        : base(name)
    {
    }

    private FineTuneTextRegressionOptions Options => Fill(new FineTuneTextRegressionOptions());

    /// <inheritdoc/>
    internal override SchemaShape AddTo(IHost host, SchemaShape input) => RegressionTargets.AddScore(host, input, Options);

    /// <inheritdoc/>
    internal override StageTask Read(IHost host, IChannel channel, IDataView input, IDataView? validation, bool isShared)
    {
        var options = Options;
        var (examples, keptOut) = RegressionTargets.Read(host, input, validation, options, skipsMissing: isShared);
        return new StageTask(new RegressionTask(Name, examples) { Validation = keptOut }, examples.Count, (environment, model, common) => new FineTunedTextRegressionTransformer(
            environment, model.Regressors[Name], options with { Threads = common.Threads, CancellationToken = common.CancellationToken }));
    }
}

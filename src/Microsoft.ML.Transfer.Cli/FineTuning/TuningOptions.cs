namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>How a model is trained, whatever the task.</summary>
/// <param name="Apply">Sets what was asked for in the options of a stage; the ranges are checked when it is called.</param>
internal sealed record TuningOptions(Func<FineTuneOptions, FineTuneOptions> Apply)
{
    /// <summary>The options of a stage with what was asked for.</summary>
    public T In<T>(T options)
        where T : FineTuneOptions => (T)Apply(options);
}

namespace Microsoft.ML.Transfer;

/// <summary>
/// One of several tasks that are trained together: a <see cref="ClassificationTask"/>, <see cref="MultiLabelTask"/>, <see cref="RegressionTask"/> or <see cref="TokenClassificationTask"/>.
/// Immutable.
/// </summary>
/// <param name="Name">Its name; each task has another.</param>
public abstract record JointTask(string Name)
{
    /// <summary>The head that it puts on the encoder.</summary>
    internal abstract TunedHead Head { get; }

    /// <summary>Refuses examples from which nothing can be learned.</summary>
    /// <param name="parameter">What errors call the tasks.</param>
    /// <exception cref="ArgumentException">There are no such examples, or one is not as it must be; the message says which.</exception>
    internal abstract void Check(string parameter);

    /// <summary>Tokenizes the examples.</summary>
    /// <param name="model">The encoder that all tasks share, with the head of this one.</param>
    /// <param name="options">How the tasks are trained.</param>
    /// <param name="seed">Which examples are kept out follows from it.</param>
    /// <param name="cancellation">Ends the work.</param>
    internal abstract SharedTask Prepare(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation);
}

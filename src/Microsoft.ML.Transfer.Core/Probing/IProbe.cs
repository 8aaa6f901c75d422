namespace Microsoft.ML.Transfer.Probing;

/// <summary>A classifier that is trained on frozen vectors to see what can be read from them.</summary>
public interface IProbe
{
    /// <summary>What it is called in reports.</summary>
    string Name { get; }

    /// <summary>Trains on vectors. The same input gives the same probe, whatever the number of threads.</summary>
    /// <param name="x">The vectors; their memory is used for others afterwards, so that a probe that needs them later copies them.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="classes">How many classes there are, at least 1; not all need to occur.</param>
    /// <param name="start">Where to begin, such as what was trained on the neighbouring layer; a probe that can not begin there ignores it.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There is no row, not a label a row, or a label outside the classes.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default);
}

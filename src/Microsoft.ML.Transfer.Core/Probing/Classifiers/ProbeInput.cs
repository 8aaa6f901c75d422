using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Checks what a probe is given.</summary>
internal static class ProbeInput
{
    /// <summary>Refuses what can not be trained on.</summary>
    public static void CheckTraining(ProbeMatrix x, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (x.Rows == 0)
            throw new ArgumentException("A probe needs at least one row to be trained on.", nameof(x));
        if (labels.Length != x.Rows)
            throw new ArgumentException($"There are {labels.Length} labels for {x.Rows} rows.", nameof(labels));
        for (var row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes)
                throw new ArgumentException($"Row {row} has label {labels[row]}; labels are 0 to {classes - 1}.", nameof(labels));
        }
    }

    /// <summary>What to say where a computation over finite numbers only would have been finite.</summary>
    public static ArgumentException NotFinite(ProbeMatrix x)
    {
        var values = x.Values.Span;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Row {i / x.Columns} has {values[i]} in column {i % x.Columns}; a probe reads finite numbers."), nameof(x));
        }
        return new ArgumentException("The vectors are so large that their products are not finite.", nameof(x));
    }

    /// <summary>Refuses vectors or room of another size than the probe's.</summary>
    public static void CheckScoring(IFittedProbe probe, ProbeMatrix x, int room)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != probe.Columns)
            throw new ArgumentException($"The probe was trained on vectors of {probe.Columns} numbers; these have {x.Columns}.", nameof(x));
        if (room != (long)x.Rows * probe.Classes)
            throw new ArgumentException($"{x.Rows} rows × {probe.Classes} classes need room for {(long)x.Rows * probe.Classes} probabilities; there is room for {room}.", nameof(room));
    }
}

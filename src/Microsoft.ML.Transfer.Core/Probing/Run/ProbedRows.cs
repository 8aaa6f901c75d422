using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The units of some data that a probe is trained on or scored with: those that have a class, and a vector.</summary>
internal sealed class ProbedRows
{
    private readonly int[] _units;

    private ProbedRows(ProbeData data, int[] units)
    {
        (Data, _units) = (data, units);
        Labels = Array.ConvertAll(units, unit => data.Labels.Span[unit]);
        Groups = Array.ConvertAll(units, unit => data.Groups.Span[unit]);
    }

    /// <summary>Where the rows come from.</summary>
    public ProbeData Data { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => _units.Length;

    /// <summary>The class of each row.</summary>
    public int[] Labels { get; }

    /// <summary>The group of each row.</summary>
    public int[] Groups { get; }

    /// <summary>The rows of data whose vectors are kept.</summary>
    /// <exception cref="ArgumentException">There are not as many vectors as words or texts, or none of them has a class.</exception>
    public static ProbedRows Of(ProbeData data, LayerStore store)
    {
        if (store.Rows != data.Units.Count)
            throw new ArgumentException($"There are {store.Rows} vectors for {data.Units.Count} {(data.AreWords ? "words" : "texts")}; each needs one.", nameof(store));
        var without = store.RowsWithoutVector.ToHashSet();
        int[] units = [.. data.LabelledUnits().Where(unit => !without.Contains(unit))];
        return units.Length > 0 ? new ProbedRows(data, units) : throw new ArgumentException($"The task '{data.Task}' has no {(data.AreWords ? "word" : "text")} with a class.", nameof(data));
    }

    /// <summary>What is asked of the rows. Texts as a whole have no word types: what is learned by heart of one does not help with another.</summary>
    /// <param name="classes">How many classes there are.</param>
    public ProbeTask Task(int classes) => new(Labels, classes, Groups) { WordTypes = Data.AreWords ? WordTypes() : null };

    /// <summary>The vectors of all rows.</summary>
    /// <param name="store">Where they are kept: of these rows' own encoder, or of another for the same data.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="buffer">Room for them, which they take where they are not in memory as they are wanted.</param>
    public ProbeMatrix Read(LayerStore store, int layer, RowBuffer buffer) => store.Read(layer, _units.Length == store.Rows ? null : _units, buffer);

    /// <summary>How many of the rows stand in a text or sentence of others, word for word.</summary>
    public int CountShared(ProbedRows others)
    {
        var written = others.Contexts().ToHashSet(StringComparer.Ordinal);
        return Contexts().Count(written.Contains);
    }

    private IEnumerable<string> Contexts()
    {
        var contexts = Data.Contexts();
        return _units.Select(unit => contexts[unit]);
    }

    private int[] WordTypes()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var types = new int[_units.Length];
        for (var i = 0; i < types.Length; i++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, Data.Units[_units[i]], out var exists);
            if (!exists)
                number = numbers.Count - 1;
            types[i] = number;
        }
        return types;
    }
}

using System.Globalization;
using System.Text;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// Parameters from a checkpoint. Strict: at the end every parameter must have been found in the right shape, and every tensor of the
/// checkpoint used or known to be none of the encoder's. Everything that was wrong goes into one error.
/// </summary>
/// <param name="weights">The checkpoint's tensors.</param>
/// <param name="names">How the checkpoint names them.</param>
public sealed class CheckpointParameters(CheckpointWeights weights, WeightNames names) : IParameterSource
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly List<string> _misshapen = [];
    // A configuration that is this far from the weights describes another model, perhaps one without end; nobody reads a longer list.
    private const int MostErrors = 10_000;

    private string? _fusedName;
    private float[] _fused = [];

    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => Find(path) is not null;

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        if (_missing.Count + _misshapen.Count >= MostErrors)
            Complete();
        var name = Find(path);
        var layout = names.LayoutOf(path);
        var expected = layout is null ? Dimensions(shape) : layout.StoredShape(shape);
        if (name is null)
        {
            _missing.Add($"{names.NameOf(path)} [{string.Join(", ", expected)}]");
            return;
        }
        _used.Add(name);
        _ = weights.TryGetShape(name, out var found);
        if (!found.SequenceEqual(expected))
            _misshapen.Add($"{name}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]");
        else if (layout is null)
            weights.ReadFloat32(name, destination);
        else
            layout.Read(ReadFused(name, found), shape, destination);
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var unexpected = weights.Names.Where(name => !_used.Contains(name) && !names.IsIgnored(name)).Order(StringComparer.Ordinal).ToList();
        if (_missing.Count + _misshapen.Count + unexpected.Count == 0)
            return;
        var message = new StringBuilder($"The tensors of {weights.Source} do not fit the model that its configuration describes.");
        List(message, "Missing", _missing.Distinct(StringComparer.Ordinal).ToList());
        List(message, "Of another shape", _misshapen.Distinct(StringComparer.Ordinal).ToList());
        List(message, "Unexpected", unexpected);
        throw new InvalidDataException(message.ToString());
    }

    private static long[] Dimensions(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => (long)shape[i])];

    private static void List(StringBuilder message, string heading, List<string> items)
    {
        if (items.Count == 0)
            return;
        message.Append(CultureInfo.InvariantCulture, $"\n{heading} ({items.Count}):");
        foreach (var item in items)
            message.Append("\n  ").Append(item);
    }

    /// <summary>The last of these tensors is kept: the parts of one are asked for one after the other.</summary>
    private float[] ReadFused(string name, System.Collections.Immutable.ImmutableArray<long> shape)
    {
        if (string.Equals(name, _fusedName, StringComparison.Ordinal))
            return _fused;
        _fused = new float[shape.Aggregate(1L, (product, n) => product * n)];
        weights.ReadFloat32(name, _fused);
        _fusedName = name;
        return _fused;
    }

    private string? Find(ParameterPath path) =>
        names.CandidatesFor(path).FirstOrDefault(candidate => weights.TryGetShape(candidate, out _));
}

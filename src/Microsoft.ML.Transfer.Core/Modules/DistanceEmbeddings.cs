using System.Buffers;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// A vector for each distance between two tokens, or for each bucket of distances, that all layers attend to (He et al., 2021).
/// <para><i>Parameters:</i> weight [2 · span, hidden], where it is normalised norm.</para>
/// </summary>
internal sealed class DistanceEmbeddings
{
    private readonly DisentangledConfig _config;
    private readonly Tensor _table;
    private readonly NormalizationLayer? _norm;

    public DistanceEmbeddings(ParameterSet parameters, ParameterPath path, EncoderConfig config, DisentangledConfig disentangled)
    {
        _config = disentangled;
        _table = parameters.Create(path / "weight", new Shape(2 * disentangled.Span, config.HiddenSize), Initialization.Normal);
        _norm = disentangled.NormalizesTable ? new NormalizationLayer(parameters, path / "norm", config) : null;
    }

    /// <summary>The vectors. <i>Shape:</i> [2 · span, hidden].</summary>
    public Tensor Vectors(Computation computation) => _norm is null ? _table : _norm.Forward(computation, _table);

    /// <summary>
    /// The row of each distance from −(longest − 1) to longest − 1, seen from the token that attends. <i>Shape:</i> [2 · longest − 1].
    /// </summary>
    public Tensor Rows(Arena arena, int longest)
    {
        var count = Math.Max(1, 2 * longest - 1);
        var rented = ArrayPool<int>.Shared.Rent(count);
        var rows = rented.AsSpan(0, count);
        // Rows count what is behind a token upwards: the distance i − j, where the others count j − i.
        for (var i = 0; i < count; i++)
            rows[i] = Math.Clamp(BucketOf(count / 2 - i) + _config.Span, 0, 2 * _config.Span - 1);
        var uploaded = arena.Upload(rows);
        ArrayPool<int>.Shared.Return(rented);
        return uploaded;
    }

    private int BucketOf(int distance)
    {
        if (_config.Buckets is not { } buckets)
            return distance;
        var exact = buckets.Count / 2;
        var size = Math.Abs(distance);
        if (size <= exact)
            return distance;
        // In float32, as models were trained: a double would put some distances into the bucket beside.
        var logarithmic = MathF.Ceiling(MathF.Log((float)size / exact) / MathF.Log((float)((buckets.MaximumDistance - 1.0) / exact)) * (exact - 1));
        return Math.Sign(distance) * ((int)logarithmic + exact);
    }
}

using System.Buffers;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// The learned bias of each distance between two tokens (Raffel et al., 2020), the same for all layers. <para><i>Parameters:</i> weight
/// [buckets, heads].</para>
/// </summary>
internal sealed class RelativeBias
{
    private static readonly GatherRows Gather = new();
    private readonly RelativeBiasConfig _config;
    private readonly Tensor _table;

    public RelativeBias(ParameterSet parameters, ParameterPath path, EncoderConfig config, RelativeBiasConfig bias)
    {
        _config = bias;
        _table = parameters.Create(path / "weight", new Shape(bias.Buckets, config.HeadCount), Initialization.Normal);
    }

    /// <summary>The biases of the distances −(longest − 1) to longest − 1. <i>Shape:</i> [2 · longest − 1, heads].</summary>
    /// <param name="computation">The pass through the model.</param>
    /// <param name="longest">The length of the longest sequence.</param>
    public Tensor Forward(Computation computation, int longest)
    {
        var count = Math.Max(1, 2 * longest - 1);
        var rented = ArrayPool<int>.Shared.Rent(count);
        var buckets = rented.AsSpan(0, count);
        for (var i = 0; i < count; i++)
            buckets[i] = BucketOf(i - count / 2);
        var indices = computation.Arena.Upload(buckets);
        ArrayPool<int>.Shared.Return(rented);
        return computation.Apply(Gather, _table, indices);
    }

    /// <summary>
    /// Half of the buckets are for one distance each, the other half grow logarithmically up to the maximum. Where both directions count, those
    /// of tokens that follow are the upper half of all.
    /// </summary>
    private int BucketOf(int distance)
    {
        var buckets = _config.IsBidirectional ? _config.Buckets / 2 : _config.Buckets;
        var first = _config.IsBidirectional && distance > 0 ? buckets : 0;
        var size = _config.IsBidirectional ? Math.Abs(distance) : Math.Max(-distance, 0);
        var exact = buckets / 2;
        if (size < exact)
            return first + size;
        // In float32, as models were trained: a double would put some distances into the bucket beside.
        var logarithmic = MathF.Log((float)size / exact) / (float)Math.Log((double)_config.MaximumDistance / exact) * (buckets - exact);
        return first + Math.Min(exact + (int)logarithmic, buckets - 1);
    }
}

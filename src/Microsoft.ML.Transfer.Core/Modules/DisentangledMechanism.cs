using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Attention to contents and to distances (He et al., 2021). <para><i>Parameters:</i> where the layer has projections of its own for distances,
/// relative_key and relative_query [hidden, hidden]; where it mixes heads, score_mix and weight_mix [heads, heads].</para>
/// </summary>
internal sealed class DisentangledMechanism : IAttentionMechanism
{
    private readonly DisentangledAttention _operation;
    private readonly LinearLayer? _relativeKey;
    private readonly LinearLayer? _relativeQuery;
    private readonly Tensor? _scoreMix;
    private readonly Tensor? _weightMix;

    public DisentangledMechanism(ParameterSet parameters, ParameterPath path, EncoderConfig config, DisentangledConfig disentangled, LinearLayer query, LinearLayer key)
    {
        var terms = 1 + System.Numerics.BitOperations.PopCount((uint)disentangled.Terms);
        _operation = new DisentangledAttention(config.HeadCount, 1f / MathF.Sqrt(config.HeadSize * terms), disentangled.Terms);
        if (disentangled.Terms.HasFlag(DisentangledTerms.ContentToPosition))
            _relativeKey = disentangled.SharesProjections ? key : new LinearLayer(parameters, path / "relative_key", config.HiddenSize, config.HiddenSize, hasBias: disentangled.RelativeKeyHasBias);
        if (disentangled.Terms.HasFlag(DisentangledTerms.PositionToContent))
            _relativeQuery = disentangled.SharesProjections ? query : new LinearLayer(parameters, path / "relative_query", config.HiddenSize, config.HiddenSize);
        if (!disentangled.MixesHeads)
            return;
        var square = new Shape(config.HeadCount, config.HeadCount);
        _scoreMix = parameters.Create(path / "score_mix" / "weight", square, Initialization.Normal);
        _weightMix = parameters.Create(path / "weight_mix" / "weight", square, Initialization.Normal);
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor query, Tensor key, Tensor value, PackedSequences sequences)
    {
        var inputs = new Inputs();
        (inputs[0], inputs[1], inputs[2], inputs[3]) = (query, key, value, sequences.Offsets);
        var count = 4;
        if (_relativeKey is not null)
            inputs[count++] = _relativeKey.Forward(computation, sequences.DistanceVectors!);
        if (_relativeQuery is not null)
            inputs[count++] = _relativeQuery.Forward(computation, sequences.DistanceVectors!);
        if (sequences.DistanceRows is { } rows)
            inputs[count++] = rows;
        if (sequences.Visible is { } visible)
            inputs[count++] = visible;
        if (_scoreMix is not null)
        {
            inputs[count++] = _scoreMix;
            inputs[count++] = _weightMix!;
        }
        var all = ((ReadOnlySpan<Tensor>)inputs)[..count];
        sequences.Recorder?.Self.Add(AttentionRecorder.Compute(computation, new DisentangledAttentionProbabilities(_operation, sequences.Longest), _operation.Heads, all));
        return computation.Dropout is { Rate: > 0 } dropout
            ? computation.Apply(_operation with { DropoutRate = dropout.Rate }, [.. all, dropout.NextKey(computation)])
            : computation.Apply(_operation, all);
    }

    /// <summary>Room on the stack for everything that the operation can take.</summary>
    [InlineArray(10)]
    private struct Inputs
    {
        private Tensor _first;
    }
}

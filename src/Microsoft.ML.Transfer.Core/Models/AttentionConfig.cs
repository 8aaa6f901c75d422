namespace Microsoft.ML.Transfer.Models;

/// <summary>Attention as data.</summary>
internal sealed record AttentionConfig
{
    /// <summary>The size of a head, where it is not the hidden size over the number of heads.</summary>
    public int? HeadSize { get; init; }

    /// <summary>The number of heads of keys and values, where fewer than those of queries (Ainslie et al., 2023).</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Whether a token sees only itself and those before it.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Which projections have a bias.</summary>
    public AttentionBiases Biases { get; init; } = AttentionBiases.All;

    /// <summary>The factor of the scores; 1/√(head size) where it is null.</summary>
    public float? Scale { get; init; }

    /// <summary>Whether the scores of layer i, from 1, are divided by i (GPT-2's <c>scale_attn_by_inverse_layer_idx</c>).</summary>
    public bool ScalesByLayer { get; init; }

    /// <summary>The farthest token, counted from a token itself, that a local layer sees; null where every layer sees all.</summary>
    public int? Window { get; init; }

    /// <summary>Every how many layers one is global, the first included; 0 where all have the window.</summary>
    public int GlobalEvery { get; init; }

    /// <summary>The rotation of queries and keys by their positions.</summary>
    public RotaryConfig? Rotary { get; init; }

    /// <summary>The rotation in local layers, where it is another.</summary>
    public RotaryConfig? LocalRotary { get; init; }

    /// <summary>Learned biases of distances.</summary>
    public RelativeBiasConfig? RelativeBias { get; init; }

    /// <summary>Attention to distances beside that to contents.</summary>
    public DisentangledConfig? Disentangled { get; init; }

    /// <summary>Whether a layer sees no farther than the window.</summary>
    public bool IsLocal(int layer) => Window is not null && (GlobalEvery == 0 || layer % GlobalEvery != 0);

    /// <summary>The rotation of a layer.</summary>
    public RotaryConfig? RotaryOf(int layer) => LocalRotary is not null && IsLocal(layer) ? LocalRotary : Rotary;
}

/// <summary>Which projections of an attention have a bias.</summary>
[Flags]
internal enum AttentionBiases
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The queries.</summary>
    Query = 1,

    /// <summary>The keys.</summary>
    Key = 2,

    /// <summary>The values.</summary>
    Value = 4,

    /// <summary>The output.</summary>
    Output = 8,

    /// <summary>All but the output (Qwen2).</summary>
    Inputs = Query | Key | Value,

    /// <summary>All.</summary>
    All = Inputs | Output,
}

/// <summary>A learned bias for each bucket of distances and each head, added to the scores, the same in all layers (Raffel et al., 2020).</summary>
/// <param name="Buckets">The number of buckets.</param>
/// <param name="MaximumDistance">Distances from here on share the last bucket.</param>
/// <param name="IsBidirectional">Whether half the buckets are for tokens that follow; else those share the bucket of distance 0.</param>
internal sealed record RelativeBiasConfig(int Buckets, int MaximumDistance, bool IsBidirectional = true);

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>What the gradient of an attention reads and adds to.</summary>
internal unsafe struct AttentionGradientOperands
{
    /// <summary>The attention, with scratch for its gradient; its result is not read.</summary>
    public AttentionOperands Forward;

    /// <summary>[queries, heads · head size].</summary>
    public float* ResultGradient;

    /// <summary>[queries, heads · head size], or null.</summary>
    public float* QueryGradient;

    /// <summary>Whether that holds something already; else it is overwritten.</summary>
    public bool AddsToQuery;

    /// <summary>[keys, key-value heads · head size], or null.</summary>
    public float* KeyGradient;

    /// <inheritdoc cref="AddsToQuery"/>
    public bool AddsToKey;

    /// <summary>[keys, key-value heads · head size], or null.</summary>
    public float* ValueGradient;

    /// <inheritdoc cref="AddsToQuery"/>
    public bool AddsToValue;

    /// <summary>[distances, heads], or null; is added to.</summary>
    public float* BiasGradient;

    /// <summary>[relative rows, heads · head size], or null; is added to.</summary>
    public float* RelativeKeyGradient;

    /// <summary>[relative rows, heads · head size], or null; is added to.</summary>
    public float* RelativeQueryGradient;

    /// <summary>Whether a gradient is wanted that all sequences add to.</summary>
    public readonly bool IsShared => BiasGradient != null || RelativeKeyGradient != null || RelativeQueryGradient != null;
}

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The mask of an attention's weights. Those of a query and head take the random numbers of their own row, so that forward and backward pass draw the same whatever the order and the thread. Without
/// a probability it does nothing.
/// </summary>
internal readonly unsafe struct AttentionDropout(float rate, ReadOnlySpan<int> key)
{
    private readonly DropoutMask _mask = new(rate, key);

    /// <summary>Whether anything is set to 0.</summary>
    public bool IsActive => _mask.IsActive;

    /// <summary>Multiplies weights by their mask.</summary>
    /// <param name="weights">Those of a query for all keys.</param>
    /// <param name="row">Which query and head of the batch.</param>
    /// <param name="from">The first key: a multiple of 4.</param>
    /// <param name="to">After the last key.</param>
    public void Apply(float* weights, ulong row, int from, int to)
    {
        if (IsActive)
            _mask.Apply((row << 32) + (uint)(from / DropoutMask.PerNumber), weights + from, weights + from, to - from, adds: false);
    }
}

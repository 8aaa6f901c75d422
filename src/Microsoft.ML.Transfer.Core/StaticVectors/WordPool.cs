using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>Combines the vectors of a text's words as they come.</summary>
internal ref struct WordPool
{
    private readonly Span<float> _min;
    private readonly Span<float> _sum;
    private readonly Span<float> _max;
    private readonly bool _isMean;
    private int _count;

    /// <param name="destination">Where the result goes; zeros at the beginning.</param>
    /// <param name="pooling">How the vectors are combined.</param>
    /// <param name="dimension">The length of a word's vector.</param>
    public WordPool(Span<float> destination, WordPooling pooling, int dimension)
    {
        _isMean = pooling is WordPooling.Mean or WordPooling.MinMeanMax;
        switch (pooling)
        {
            case WordPooling.Min:
                _min = destination;
                break;
            case WordPooling.Max:
                _max = destination;
                break;
            case WordPooling.MinMeanMax:
                _min = destination[..dimension];
                _sum = destination.Slice(dimension, dimension);
                _max = destination[(2 * dimension)..];
                break;
            default:
                _sum = destination;
                break;
        }
    }

    /// <summary>Adds a word.</summary>
    public void Add(ReadOnlySpan<float> vector)
    {
        if (_count++ == 0)
        {
            // Zeros are a word like another for the extremes, so the first replaces those that were there.
            if (!_min.IsEmpty)
                vector.CopyTo(_min);
            if (!_max.IsEmpty)
                vector.CopyTo(_max);
        }
        if (!_sum.IsEmpty)
            TensorPrimitives.Add(_sum, vector, _sum);
        if (!_min.IsEmpty)
            TensorPrimitives.Min(_min, vector, _min);
        if (!_max.IsEmpty)
            TensorPrimitives.Max(_max, vector, _max);
    }

    /// <summary>Adds a word whose vector is all zeros.</summary>
    public void AddZeros()
    {
        if (_count++ == 0)
            return;
        if (!_min.IsEmpty)
            TensorPrimitives.Min(_min, 0f, _min);
        if (!_max.IsEmpty)
            TensorPrimitives.Max(_max, 0f, _max);
    }

    /// <summary>Ends the text.</summary>
    public readonly void Complete()
    {
        if (_isMean && _count > 1)
            TensorPrimitives.Divide(_sum, _count, _sum);
    }
}

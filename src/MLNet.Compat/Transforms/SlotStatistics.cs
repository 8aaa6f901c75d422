using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer learns of each slot, in one pass; slots missing from a sparse row count as zero.</summary>
internal abstract class SlotStatistics<T>
    where T : IFloatingPointIeee754<T>
{
    public void Add(in VBuffer<T> row)
    {
        Rows++;
        var values = row.GetValues();
        var indices = row.GetIndices();
        for (int i = 0; i < values.Length; i++)
            Add(row.IsDense ? i : indices[i], values[i]);
    }

    private protected long Rows { get; private set; }

    public abstract SlotFunction<T> Finish();

    private protected abstract void Add(int slot, T value);
}

/// <summary>Scales by the range of values.</summary>
internal sealed class RangeStatistics<T>(int size, bool fixZero) : SlotStatistics<T>
    where T : IFloatingPointIeee754<T>
{
    private readonly T[] _min = Filled(size, T.PositiveInfinity);
    private readonly T[] _max = Filled(size, T.NegativeInfinity);
    private readonly long[] _count = new long[size];

    public override SlotFunction<T> Finish()
    {
        var scales = new T[size];
        var offsets = new T[size];
        for (int i = 0; i < size; i++)
        {
            if (_count[i] < Rows)
                Widen(i, T.Zero);
            if (!(_max[i] > _min[i]))
                continue;
            scales[i] = T.One / (fixZero ? T.Max(T.Abs(_max[i]), T.Abs(_min[i])) : _max[i] - _min[i]);
            if (!fixZero && scales[i] != T.Zero)
                offsets[i] = _min[i];
        }
        return new SlotFunction<T>(useCdf: false, scales, offsets);
    }

    private protected override void Add(int slot, T value)
    {
        _count[slot]++;
        Widen(slot, value);
    }

    private void Widen(int slot, T value)
    {
        if (_max[slot] < value)
            _max[slot] = value;
        if (_min[slot] > value)
            _min[slot] = value;
    }

    private static T[] Filled(int size, T value)
    {
        var array = new T[size];
        Array.Fill(array, value);
        return array;
    }
}

/// <summary>Scales by mean and standard deviation (of the population), by Welford's recurrence over the values that are not zero.</summary>
internal sealed class MomentStatistics<T>(int size, bool fixZero, bool useCdf) : SlotStatistics<T>
    where T : IFloatingPointIeee754<T>
{
    private readonly double[] _mean = new double[size];
    private readonly double[] _squares = new double[size];
    private readonly long[] _count = new long[size];
    private readonly long[] _missing = new long[size];

    public override SlotFunction<T> Finish()
    {
        var first = new T[size];
        var second = new T[size];
        for (int i = 0; i < size; i++)
        {
            AddZeros(i, Rows - _missing[i] - _count[i]);
            if (_squares[i] == 0)
                continue;
            double variance = _squares[i] / _count[i];
            double deviation = Math.Sqrt(variance);
            if (useCdf)
            {
                first[i] = T.CreateChecked(_mean[i]);
                second[i] = T.CreateChecked(deviation);
            }
            else if (fixZero)
            {
                first[i] = T.One / T.CreateChecked(Math.Sqrt(variance + _mean[i] * _mean[i]));
            }
            else
            {
                first[i] = T.One / T.CreateChecked(deviation);
                second[i] = T.CreateChecked(_mean[i]);
            }
        }
        return new SlotFunction<T>(useCdf, first, second);
    }

    private protected override void Add(int slot, T value)
    {
        if (value == T.Zero)
            return;
        if (!T.IsFinite(value))
        {
            _missing[slot]++;
            return;
        }
        double number = double.CreateChecked(value);
        _count[slot]++;
        double delta = number - _mean[slot];
        _mean[slot] += delta / _count[slot];
        _squares[slot] += delta * (number - _mean[slot]);
    }

    private void AddZeros(int slot, long zeros)
    {
        if (zeros == 0)
            return;
        _count[slot] += zeros;
        double delta = -_mean[slot];
        _mean[slot] += delta * zeros / _count[slot];
        _squares[slot] += delta * -_mean[slot] * zeros;
    }
}

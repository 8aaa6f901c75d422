using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The normalizing function of each slot of a column.</summary>
internal sealed class SlotFunction<T>
    where T : IFloatingPointIeee754<T>
{
    public SlotFunction(bool useCdf, T[] first, T[] second)
    {
        UseCdf = useCdf;
        First = first;
        Second = second;
        HasOffsets = !useCdf && Array.Exists(second, offset => offset != T.Zero);
    }

    /// <summary>Whether slots go through a normal distribution function; otherwise they are shifted and scaled.</summary>
    public bool UseCdf { get; }

    /// <summary>Scales, or means.</summary>
    public T[] First { get; }

    /// <summary>Offsets, or standard deviations.</summary>
    public T[] Second { get; }

    public bool HasOffsets { get; }

    public T Apply(int slot, T value)
    {
        if (!UseCdf)
            return Second[slot] == T.Zero ? value * First[slot] : (value - Second[slot]) * First[slot];
        return Second[slot] <= T.Epsilon || !T.IsFinite(value) ? T.Zero : Cdf(value, First[slot], Second[slot]);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(UseCdf);
        writer.Write(First.Length);
        foreach (var value in First.Concat(Second))
            writer.Write(double.CreateChecked(value));
    }

    public static SlotFunction<T> Load(BinaryReader reader)
    {
        bool useCdf = reader.ReadBoolean();
        var values = new T[2][];
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count > 0);
        for (int part = 0; part < values.Length; part++)
        {
            values[part] = Array.ConvertAll(reader.ReadArray<double>(count), T.CreateChecked);
        }
        return new SlotFunction<T>(useCdf, values[0], values[1]);
    }

    // Winitzki's approximation of the error function.
    private static T Cdf(T value, T mean, T deviation)
    {
        var x = (value - mean) / deviation;
        var half = x * x / T.CreateChecked(2);
        double ax2 = double.CreateChecked(T.CreateChecked(0.147) * half);
        double x2 = double.CreateChecked(half);
        return T.CreateChecked(0.5 + 0.5 * T.Sign(x) * Math.Sqrt(1 - Math.Exp(-x2 * (4 / Math.PI + ax2) / (1 + ax2))));
    }
}

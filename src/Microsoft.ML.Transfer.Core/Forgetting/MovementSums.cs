using System.Globalization;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>What the movement of a part is computed from, in double precision.</summary>
internal sealed class MovementSums
{
    private long _count;
    private double _difference;
    private double _start;
    private double _now;
    private double _product;

    /// <summary>The part of a model that a parameter belongs to; layers count from 1.</summary>
    public static string PartOf(ParameterPath path)
    {
        var parts = path.Value.Split('/');
        return parts[0] switch
        {
            "layers" when parts.Length > 1 => int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? string.Create(CultureInfo.InvariantCulture, $"layer {layer + 1}") : $"layers {parts[1]}",
            "heads" when parts.Length > 1 => $"head {parts[1]}",
            _ => parts[0],
        };
    }

    /// <summary>Adds a parameter.</summary>
    public void Add(ReadOnlySpan<float> start, ReadOnlySpan<float> now)
    {
        _count += start.Length;
        for (var i = 0; i < start.Length; i++)
        {
            var (from, to) = ((double)start[i], (double)now[i]);
            _difference += (to - from) * (to - from);
            _start += from * from;
            _now += to * to;
            _product += from * to;
        }
    }

    public ParameterMovement Result(string part)
    {
        var norms = Math.Sqrt(_start) * Math.Sqrt(_now);
        // Rounding must not take the cosine past 1, nor that of what did not move below it.
        var cosine = _difference == 0 ? 1 : norms > 0 ? Math.Clamp(_product / norms, -1, 1) : 0;
        return new ParameterMovement(part, _count, Math.Sqrt(_difference), Math.Sqrt(_start), cosine);
    }
}

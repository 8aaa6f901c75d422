using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Turns queries and keys by their positions (Su et al., 2021). It has no parameters.</summary>
internal sealed class Rotation
{
    private readonly RotaryEmbedding _operation;
    private readonly Tensor _table;

    public Rotation(ParameterSet parameters, EncoderConfig config, RotaryConfig rotary)
    {
        _operation = new RotaryEmbedding(config.HeadSize, rotary.Dimensions);
        _table = parameters.CreateConstant(rotary, new Shape(config.MaximumPositions, rotary.Dimensions), values => Fill(rotary, values));
    }

    /// <summary>Shape: [tokens, heads · head size] → [tokens, heads · head size].</summary>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences) =>
        computation.Apply(_operation, x, sequences.Positions!, _table);

    /// <summary>
    /// The cosines of each position's angles, then their sines. Positions times frequencies are rounded to float32 before cosine and sine are
    /// taken, as in the reference; the trigonometry itself is exact.
    /// </summary>
    private static void Fill(RotaryConfig rotary, Span<float> table)
    {
        var (dimensions, half) = (rotary.Dimensions, rotary.Dimensions / 2);
        var frequencies = Enumerable.Range(0, half).Select(i => Frequency(rotary, i)).ToArray();
        for (var position = 0; position < table.Length / dimensions; position++)
        {
            var row = table.Slice(position * dimensions, dimensions);
            for (var i = 0; i < half; i++)
            {
                var angle = position * frequencies[i];
                row[i] = (float)Math.Cos(angle);
                row[half + i] = (float)Math.Sin(angle);
            }
        }
    }

    private static float Frequency(RotaryConfig rotary, int pair)
    {
        var frequency = 1f / (float)Math.Pow(rotary.Theta, 2.0 * pair / rotary.Dimensions);
        if (rotary.Scaling is not { } scaling)
            return frequency;
        if (scaling.Bands is not { } bands)
            return frequency / scaling.Factor;
        var turns = bands.OriginalPositions * frequency / (2 * MathF.PI);
        if (turns < bands.Low)
            return frequency / scaling.Factor;
        if (turns > bands.High)
            return frequency;
        var kept = (turns - bands.Low) / (bands.High - bands.Low);
        return (1 - kept) * frequency / scaling.Factor + kept * frequency;
    }
}

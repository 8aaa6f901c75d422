using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The weights W [columns, depth] of a linear layer as a micro-kernel reads them: <see cref="WeightPanels"/> of 32-bit or 16-bit numbers, or
/// <see cref="QuantizedWeights"/>.
/// </summary>
internal readonly unsafe struct PackedWeights
{
    /// <summary>The number of bytes that the weights take.</summary>
    public static long Size(WeightFormat format, Shape shape, int panelColumns) => format switch
    {
        WeightFormat.Int8 => QuantizedWeights.Size(shape.Rows, shape.Columns),
        WeightFormat.Float32 => WeightPanels.Size(shape.Rows, shape.Columns, panelColumns) * sizeof(float),
        _ => WeightPanels.Size(shape.Rows, shape.Columns, panelColumns) * sizeof(ushort),
    };

    public required byte* Memory { get; init; }

    public required WeightFormat Format { get; init; }

    /// <summary>[columns, depth].</summary>
    public required Shape Shape { get; init; }

    /// <summary>The width of the panels of floating-point weights.</summary>
    public required int PanelColumns { get; init; }

    /// <summary>Weights in the single precision that is computed with.</summary>
    public float* Panels => (float*)Memory;

    public QuantizedWeights Quantized => new(Memory, Shape.Rows, Shape.Columns);

    /// <summary>Takes over row-major weights.</summary>
    /// <param name="weight">[columns, depth].</param>
    /// <param name="scratch">Room for the floats of all panels; only used for 16-bit weights.</param>
    public void Pack(float* weight, float* scratch)
    {
        switch (Format)
        {
            case WeightFormat.Float32:
                WeightPanels.Pack(weight, Shape.Rows, Shape.Columns, Panels, PanelColumns);
                break;
            case WeightFormat.Int8:
                Quantized.Pack(weight);
                break;
            default:
                WeightPanels.Pack(weight, Shape.Rows, Shape.Columns, scratch, PanelColumns);
                Narrow(scratch);
                break;
        }
    }

    /// <summary>The weights as they are computed with, row-major.</summary>
    public void Unpack(float* weight)
    {
        if (Format == WeightFormat.Int8)
        {
            Quantized.Unpack(weight);
            return;
        }
        if (Format == WeightFormat.Float32)
        {
            WeightPanels.Unpack(Panels, Shape.Rows, Shape.Columns, weight, PanelColumns);
            return;
        }
        var panels = new float[WeightPanels.Size(Shape.Rows, Shape.Columns, PanelColumns)];
        fixed (float* widened = panels)
        {
            Widen(0, panels.Length, widened);
            WeightPanels.Unpack(widened, Shape.Rows, Shape.Columns, weight, PanelColumns);
        }
    }

    /// <summary>16-bit weights in single precision.</summary>
    /// <param name="start">The first of them, in the order of the panels.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Where they go.</param>
    public void Widen(nint start, int count, float* destination) => FloatWidening.Convert(
        Format == WeightFormat.Float16 ? SafetensorsType.Float16 : SafetensorsType.BFloat16,
        new ReadOnlySpan<byte>((ushort*)Memory + start, count * sizeof(ushort)),
        new Span<float>(destination, count));

    private void Narrow(float* panels)
    {
        var count = WeightPanels.Size(Shape.Rows, Shape.Columns, PanelColumns);
        var stored = (ushort*)Memory;
        for (var i = 0L; i < count; i++)
            stored[i] = Format == WeightFormat.Float16 ? BitConverter.HalfToUInt16Bits((Half)panels[i]) : ToBFloat16(panels[i]);
    }

    /// <summary>The upper half of the bits, rounded to nearest even.</summary>
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

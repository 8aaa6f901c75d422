using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>The kernels for one instruction set, chosen once at the start of the process; see <see cref="InstructionSet"/>.</summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>Those for the best instruction set of this processor, or the one that was asked for.</summary>
    public static Kernels Best { get; private set; } = For(InstructionSets.Choose());

    /// <summary>The instruction set.</summary>
    public abstract InstructionSet InstructionSet { get; }

    /// <summary>Those for an instruction set that this processor has.</summary>
    public static Kernels For(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Avx512 => new Kernels<Avx512Vector>(instructions),
        InstructionSet.Avx2 => new Kernels<Avx2Vector>(instructions),
        _ => new Kernels<PortableVector>(instructions),
    };

    /// <summary>Computes with others from here on, for tests of whole operations; weights that were packed before are of no use to them.</summary>
    internal static void Use(InstructionSet instructions) => Best = For(instructions);

    /// <summary>How many columns a panel has in a matrix of so many columns; see <see cref="WeightPanels"/>.</summary>
    public abstract int PanelColumns(int columns);

    /// <summary>
    /// The bytes that a product with these weights needs besides its operands: for 16-bit weights, a widened panel for each thread; for 8-bit weights, the rounded rows, in
    /// up to two bytes a number, and their scales.
    /// </summary>
    public static long LinearScratch(in PackedWeights weights, int rows, int threads) => weights.Format switch
    {
        WeightFormat.Float32 => 0,
        WeightFormat.Int8 => (long)rows * (sizeof(float) + sizeof(ushort) * QuantizedWeights.WholeDepth(weights.Shape.Columns)),
        _ => (long)threads * weights.Shape.Columns * weights.PanelColumns * sizeof(float),
    };

    /// <inheritdoc cref="MatrixMultiply{V}"/>
    public abstract void Multiply(in LinearOperands operands, ForkJoin threads);

    /// <inheritdoc cref="RowNormalization{V}"/>
    public abstract void Normalize(in NormalizationOperands operands, ForkJoin threads);

    /// <inheritdoc cref="DotProductAttention{V}"/>
    public abstract void Attend(in AttentionOperands operands, ForkJoin threads);

    /// <summary>The floats that each thread needs for an attention.</summary>
    public abstract int AttentionScratch(in AttentionOperands operands);

    /// <inheritdoc cref="RowRotation{V}"/>
    public abstract void Rotate(in RotationOperands operands, ForkJoin threads);

    /// <inheritdoc cref="ElementwiseActivation{V}"/>
    public abstract void Activate(Activation activation, float* x, float* y, int count, ForkJoin threads);
}

/// <inheritdoc cref="Kernels"/>
internal sealed unsafe partial class Kernels<V>(InstructionSet instructions) : Kernels
    where V : unmanaged, ISimdVector<V>
{
    public override InstructionSet InstructionSet => instructions;

    public override int PanelColumns(int columns) => V.ShapeFor(columns).Columns;

    public override void Multiply(in LinearOperands operands, ForkJoin threads)
    {
        if (operands.Weights.Format == WeightFormat.Int8)
        {
            MultiplyQuantized(operands, threads);
            return;
        }
        var tasks = new MatrixMultiply<V>(operands);
        threads.Run(ref tasks);
    }

    public override void Normalize(in NormalizationOperands operands, ForkJoin threads)
    {
        var tasks = new RowNormalization<V>(operands);
        threads.Run(ref tasks);
    }

    public override void Attend(in AttentionOperands operands, ForkJoin threads)
    {
        var tasks = new DotProductAttention<V>(operands);
        threads.Run(ref tasks);
    }

    public override int AttentionScratch(in AttentionOperands operands) => new AttentionScratch(operands, DotProductAttention<V>.TileColumns).Size;

    public override void Rotate(in RotationOperands operands, ForkJoin threads)
    {
        var tasks = new RowRotation<V>(operands);
        threads.Run(ref tasks);
    }

    public override void Activate(Activation activation, float* x, float* y, int count, ForkJoin threads)
    {
        var tasks = new ElementwiseActivation<V>(activation, x, y, count);
        threads.Run(ref tasks);
    }

    /// <summary>Some processors have AVX-VNNI without AVX-512, others the other way round; the portable kernels do without whatever the processor has.</summary>
    private void MultiplyQuantized(in LinearOperands operands, ForkJoin threads)
    {
        if (VnniTile.IsSupported && instructions != InstructionSet.Portable)
            MultiplyQuantized<VnniTile>(operands, threads);
        else if (WordTile.IsSupported && instructions == InstructionSet.Avx512)
            MultiplyQuantized<WordTile>(operands, threads);
        else
            MultiplyQuantized<PairTile>(operands, threads);
    }

    private static void MultiplyQuantized<TKernel>(in LinearOperands operands, ForkJoin threads)
        where TKernel : struct, IQuantizedKernel
    {
        var scales = (float*)operands.Scratch;
        var rows = new RowQuantization
        {
            X = operands.X,
            Scales = scales,
            Quantized = (byte*)(scales + operands.Rows),
            Bytes = TKernel.ActivationBytes,
            Rows = operands.Rows,
            Depth = operands.Depth,
        };
        threads.Run(ref rows);
        var tasks = new QuantizedMultiply<V, TKernel>(operands, rows);
        threads.Run(ref tasks);
    }
}

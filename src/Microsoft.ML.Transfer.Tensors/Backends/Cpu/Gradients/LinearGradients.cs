namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradients of y = x Wᵀ: dW = dyᵀ x and dx = dy W. A gradient is kept in the form of its weight. Weights in panels stay in them through all of training: an optimizer treats every
/// number alike, so that the forward pass finds its panels ready, and only the backward pass turns them round, once a step.
/// </summary>
internal static unsafe class LinearGradients
{
    /// <summary>dW += dyᵀ x.</summary>
    /// <param name="x">[rows, in].</param>
    /// <param name="dy">[rows, out].</param>
    /// <param name="weight">[out, in], in panels or row-major.</param>
    /// <param name="arena">Where temporaries are allocated.</param>
    public static void AddToWeight(CpuTensor x, float* dy, CpuTensor weight, CpuArena arena)
    {
        var (rows, inputs, outputs) = (x.Shape.Rows, x.Shape.Columns, weight.Shape.Rows);
        if (weight.PanelColumns == 0)
        {
            AddProduct(Transposed(dy, rows, outputs, arena), Stride(rows), Panels(x.Floats, rows, inputs, arena), weight.Floats, inputs, outputs, inputs, rows, arena);
            return;
        }
        // A panel of dW is a matrix [in, panel columns]: the transpose of the product row by row.
        var width = weight.PanelColumns;
        Kernels.Best.AddProduct(
            new ProductOperands
            {
                A = Transposed(x.Floats, rows, inputs, arena),
                StrideA = Stride(rows),
                B = Panels(dy, rows, outputs, arena),
                C = weight.Packed.Panels,
                StrideC = width,
                StridePanel = (nint)width * inputs,
                IsPanelWhole = true,
                Rows = inputs,
                Columns = outputs,
                Depth = rows,
            },
            arena.ForkJoin);
    }

    /// <summary>dx += dy W.</summary>
    /// <param name="weight">[out, in], in panels or row-major.</param>
    /// <param name="dy">[rows, out].</param>
    /// <param name="dx">[rows, in].</param>
    /// <param name="arena">Where temporaries are allocated.</param>
    public static void AddToInput(CpuTensor weight, float* dy, CpuTensor dx, CpuArena arena)
    {
        var (rows, inputs, outputs) = (dx.Shape.Rows, dx.Shape.Columns, weight.Shape.Rows);
        float* panels;
        if (weight.PanelColumns == 0)
        {
            panels = Panels(weight.Floats, outputs, inputs, arena);
        }
        else
        {
            if (weight.Format != WeightFormat.Float32)
                throw new NotSupportedException($"A gradient passes through weights of {WeightFormat.Float32}; those of {weight} are kept as {weight.Format}.");
            var width = Kernels.Best.PanelColumns(inputs);
            panels = (float*)arena.AllocateScratch(WeightPanels.Size(inputs, outputs, width) * sizeof(float));
            var tasks = new TransposePanels(weight.Packed.Panels, outputs, inputs, weight.PanelColumns, panels, width);
            arena.ForkJoin.Run(ref tasks);
        }
        AddProduct(dy, outputs, panels, dx.Floats, inputs, rows, inputs, outputs, arena);
    }

    private static void AddProduct(float* a, nint strideA, float* b, float* c, nint strideC, int rows, int columns, int depth, CpuArena arena) =>
        Kernels.Best.AddProduct(
            new ProductOperands
            {
                A = a,
                StrideA = strideA,
                B = b,
                C = c,
                StrideC = strideC,
                StridePanel = Kernels.Best.PanelColumns(columns),
                Rows = rows,
                Columns = columns,
                Depth = depth,
            },
            arena.ForkJoin);

    private static float* Panels(float* source, int rows, int columns, CpuArena arena)
    {
        var width = Kernels.Best.PanelColumns(columns);
        var panels = (float*)arena.AllocateScratch(WeightPanels.Size(columns, rows, width) * sizeof(float));
        var tasks = new RowsToPanels(source, rows, columns, panels, width);
        arena.ForkJoin.Run(ref tasks);
        return panels;
    }

    private static float* Transposed(float* source, int rows, int columns, CpuArena arena)
    {
        var transposed = (float*)arena.AllocateScratch(Stride(rows) * columns * sizeof(float));
        var tasks = new Transpose(source, rows, columns, transposed, Stride(rows));
        arena.ForkJoin.Run(ref tasks);
        return transposed;
    }

    /// <summary>From one row of a transposed matrix to the next: not a power of two, which would put all rows of a tile into one set of the cache.</summary>
    private static nint Stride(int rows) => (rows + 15) / 16 * 16 + 16;
}

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The gradients of y = x Wᵀ: dW = dyᵀ x and dx = dy W. A gradient is kept in the form of its weight. Weights in panels stay in them through all of training: an optimizer treats every
/// number alike, so that the forward pass finds its panels ready, and only the backward pass turns them round, once a step.
/// </summary>
internal static unsafe class LinearGradients
{
    // The rows of x and dy that are multiplied at a time: so few that what a thread reads again for each panel stays in its second-level cache.
    private const int RowsAtOnce = 1024;

    /// <summary>dW += dyᵀ x.</summary>
    /// <param name="x">[rows, in].</param>
    /// <param name="dy">[rows, out].</param>
    /// <param name="weight">[out, in], in panels or row-major.</param>
    /// <param name="arena">Where temporaries are allocated.</param>
    public static void AddToWeight(CpuTensor x, float* dy, CpuTensor weight, CpuArena arena)
    {
        var (rows, inputs, outputs) = (x.Shape.Rows, x.Shape.Columns, weight.Shape.Rows);
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var mark = arena.Mark();
            AddToWeight(x.Floats + (nint)first * inputs, dy + (nint)first * outputs, Math.Min(RowsAtOnce, rows - first), weight, inputs, outputs, arena);
            arena.Release(mark);
        }
    }

    /// <summary>dx += dy W.</summary>
    /// <param name="weight">[out, in], in panels or row-major.</param>
    /// <param name="dy">[rows, out].</param>
    /// <param name="dx">[rows, in].</param>
    /// <param name="arena">Where temporaries are allocated.</param>
    public static void AddToInput(CpuTensor weight, float* dy, CpuTensor dx, CpuArena arena)
    {
        var (rows, inputs, outputs) = (dx.Shape.Rows, dx.Shape.Columns, weight.Shape.Rows);
        var adds = !dx.TakeZeros();
        var product = Product(dy, outputs, 1, dx.Floats, rows, inputs, outputs, adds);
        if (weight.PanelColumns == 0)
        {
            SetRight(ref product, weight.Floats, outputs, arena);
        }
        else
        {
            if (weight.Format != WeightFormat.Float32)
                throw new NotSupportedException($"A gradient passes through weights of {WeightFormat.Float32}; those of {weight} are kept as {weight.Format}.");
            var width = Kernels.Best.PanelColumns(inputs);
            var panels = (float*)arena.AllocateScratch(WeightPanels.Size(inputs, outputs, width) * sizeof(float));
            var tasks = new TransposePanels(weight.Packed.Panels, outputs, inputs, weight.PanelColumns, panels, width);
            arena.ForkJoin.Run(ref tasks);
            product.B = panels;
            (product.StrideB, product.StrideBPanel) = (width, (nint)width * outputs);
        }
        Kernels.Best.AddProduct(product, arena.ForkJoin);
    }

    private static void AddToWeight(float* x, float* dy, int rows, CpuTensor weight, int inputs, int outputs, CpuArena arena)
    {
        var adds = !weight.TakeZeros();
        if (weight.PanelColumns == 0)
        {
            var product = Product(dy, 1, outputs, weight.Floats, outputs, inputs, rows, adds);
            SetRight(ref product, x, rows, arena);
            Kernels.Best.AddProduct(product, arena.ForkJoin);
            return;
        }
        // A panel of dW is a matrix [in, panel columns]: the transpose of the product row by row.
        var transposed = Product(x, 1, inputs, weight.Packed.Panels, inputs, outputs, rows, adds);
        SetRight(ref transposed, dy, rows, arena);
        (transposed.StrideC, transposed.StrideCPanel, transposed.IsPanelWhole) = (weight.PanelColumns, (nint)weight.PanelColumns * inputs, true);
        Kernels.Best.AddProduct(transposed, arena.ForkJoin);
    }

    /// <summary>A product with a row-major C; its B is still to be set.</summary>
    private static ProductOperands Product(float* a, nint strideA, nint stepA, float* c, int rows, int columns, int depth, bool adds) => new()
    {
        A = a,
        StrideA = strideA,
        StepA = stepA,
        C = c,
        StrideC = columns,
        StrideCPanel = Kernels.Best.PanelColumns(columns),
        Adds = adds,
        Rows = rows,
        Columns = columns,
        Depth = depth,
    };

    /// <summary>Sets B to a row-major matrix [rows, columns of the product]: as it stands where its columns make up whole tiles, else packed.</summary>
    private static void SetRight(ref ProductOperands product, float* source, int rows, CpuArena arena)
    {
        var (columns, width) = (product.Columns, Kernels.Best.PanelColumns(product.Columns));
        if (columns % width == 0)
        {
            product.B = source;
            (product.StrideB, product.StrideBPanel) = (columns, width);
            return;
        }
        var panels = (float*)arena.AllocateScratch(WeightPanels.Size(columns, rows, width) * sizeof(float));
        var tasks = new RowsToPanels(source, rows, columns, panels, width);
        arena.ForkJoin.Run(ref tasks);
        product.B = panels;
        (product.StrideB, product.StrideBPanel) = (width, (nint)width * rows);
    }
}

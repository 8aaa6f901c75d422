namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>The steps of Adafactor. Sums are taken in double precision and in the order of the storage, by one thread.</summary>
internal static class FactoredUpdate
{
    public static void Run(AdafactorUpdate update, CpuTensor parameter, CpuTensor gradient, ReadOnlySpan<Tensor> state, CpuArena arena)
    {
        var beta = (float)(1 - Math.Pow(update.Step, update.DecayExponent));
        var direction = ((CpuTensor)arena.AllocateLike(parameter)).Storage;
        if (parameter.Shape.Rank == 2)
            Factored(update, beta, new Layout(parameter), gradient.Storage, ((CpuTensor)state[0]).Values, ((CpuTensor)state[1]).Values, direction);
        else
            Whole(update, beta, gradient.Storage, ((CpuTensor)state[0]).Values, direction);

        var squares = 0.0;
        foreach (var u in direction)
            squares += (double)u * u;
        var size = Math.Sqrt(squares / parameter.Shape.Count);
        var rate = (float)(update.LearningRate / Math.Max(1, size / update.ClippingThreshold));
        var keep = 1 - update.LearningRate * update.WeightDecay;
        var values = parameter.Storage;
        for (var i = 0; i < values.Length; i++)
            values[i] = values[i] * keep - rate * direction[i];
    }

    private static void Whole(AdafactorUpdate update, float beta, ReadOnlySpan<float> gradient, Span<float> square, Span<float> direction)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            var g = gradient[i] * update.GradientScale;
            square[i] = beta * square[i] + (1 - beta) * (g * g + update.Epsilon);
            direction[i] = g / MathF.Sqrt(square[i]);
        }
    }

    private static void Factored(AdafactorUpdate update, float beta, Layout layout, ReadOnlySpan<float> gradient, Span<float> rows, Span<float> columns, Span<float> direction)
    {
        var (rowSums, columnSums) = (new double[rows.Length], new double[columns.Length]);
        direction.Clear();
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var g = gradient[layout.IndexOf(r, c)] * update.GradientScale;
                rowSums[r] += (double)g * g + update.Epsilon;
                columnSums[c] += (double)g * g + update.Epsilon;
            }
        }
        var mean = 0.0;
        for (var r = 0; r < rows.Length; r++)
        {
            rows[r] = beta * rows[r] + (1 - beta) * (float)(rowSums[r] / columns.Length);
            mean += rows[r] / (double)rows.Length;
        }
        for (var c = 0; c < columns.Length; c++)
            columns[c] = beta * columns[c] + (1 - beta) * (float)(columnSums[c] / rows.Length);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var index = layout.IndexOf(r, c);
                direction[index] = (float)(gradient[index] * update.GradientScale / Math.Sqrt(rows[r] / mean * columns[c]));
            }
        }
    }

    /// <summary>Where the elements of a matrix stand in its storage.</summary>
    private readonly struct Layout(CpuTensor matrix)
    {
        private readonly int _panelColumns = matrix.PanelColumns;
        private readonly int _columns = matrix.Shape.Columns;

        public int IndexOf(int row, int column) => _panelColumns == 0
            ? row * _columns + column
            : row / _panelColumns * _panelColumns * _columns + column * _panelColumns + row % _panelColumns;
    }
}

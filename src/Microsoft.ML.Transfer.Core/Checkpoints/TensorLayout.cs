using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// How a parameter stands inside a tensor of a checkpoint where it is not simply that tensor: a part of several fused ones, transposed, a slice
/// of a convolution's kernel. Read from the tensor, and written back into it.
/// </summary>
internal sealed record TensorLayout
{
    private TensorLayout()
    {
    }

    private int Part { get; init; }

    private int Parts { get; init; } = 1;

    private int Bands { get; init; } = 1;

    private Order Stored { get; init; }

    /// <summary>The matrix of a layer that stores [in, out] where others store [out, in]; a bias is as it is.</summary>
    public static TensorLayout Transposed { get; } = new() { Stored = Order.Columns };

    /// <summary>A vector that is stored as a matrix of one row.</summary>
    public static TensorLayout AsRow { get; } = new() { Stored = Order.OneRow };

    /// <summary>One of several matrices [out, in], one below the other: fused queries, keys and values.</summary>
    public static TensorLayout PartOf(int parts, int part) => new() { Parts = parts, Part = part };

    /// <summary>One of several transposed matrices, side by side: [in, parts · out].</summary>
    public static TensorLayout TransposedPartOf(int parts, int part) => new() { Parts = parts, Part = part, Stored = Order.Columns };

    /// <summary>One of several matrices whose rows alternate, head by head: the first's rows of head 0, the second's rows of head 0, …</summary>
    public static TensorLayout PartOfEachHead(int heads, int parts, int part) => new() { Parts = parts, Part = part, Bands = heads };

    /// <summary>The matrix of one place of a convolution's kernel: [out, in, kernel].</summary>
    public static TensorLayout KernelSlice(int kernelSize, int place) => new() { Parts = kernelSize, Part = place, Stored = Order.Kernel };

    /// <summary>The shape of the tensor that holds a parameter of a given shape.</summary>
    public long[] StoredShape(Shape shape) => (Stored, shape.Rank) switch
    {
        (Order.OneRow, _) => [1, shape.Rows],
        (Order.Kernel, _) => [shape.Rows, shape.Columns, Parts],
        (_, 1) => [(long)Parts * shape.Rows],
        (Order.Columns, _) => [shape.Columns, (long)Parts * shape.Rows],
        _ => [(long)Parts * shape.Rows, shape.Columns],
    };

    /// <summary>Takes a parameter out of the tensor.</summary>
    public void Read(ReadOnlySpan<float> stored, Shape shape, Span<float> parameter)
    {
        for (var row = 0; row < shape.Rows; row++)
        {
            var (start, step) = PlaceOf(row, shape);
            for (var column = 0; column < shape.Columns; column++)
                parameter[row * shape.Columns + column] = stored[(int)(start + column * step)];
        }
    }

    /// <summary>Puts a parameter into its place in the tensor.</summary>
    public void Write(ReadOnlySpan<float> parameter, Shape shape, Span<float> stored)
    {
        for (var row = 0; row < shape.Rows; row++)
        {
            var (start, step) = PlaceOf(row, shape);
            for (var column = 0; column < shape.Columns; column++)
                stored[(int)(start + column * step)] = parameter[row * shape.Columns + column];
        }
    }

    /// <summary>Where a row of the parameter begins in the tensor, and how far apart its elements are.</summary>
    private (long Start, long Step) PlaceOf(int row, Shape shape)
    {
        if (Stored == Order.Kernel)
            return ((long)row * shape.Columns * Parts + Part, Parts);
        var band = shape.Rows / Bands;
        long storedRow = (row / band * Parts + Part) * band + row % band;
        return Stored == Order.Columns && shape.Rank == 2 ? (storedRow, (long)Parts * shape.Rows) : (storedRow * shape.Columns, 1);
    }

    private enum Order
    {
        Rows,
        Columns,
        OneRow,
        Kernel,
    }
}

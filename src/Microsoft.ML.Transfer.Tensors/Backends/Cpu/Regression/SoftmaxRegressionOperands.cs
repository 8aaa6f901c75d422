using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Regression;

/// <summary>What a softmax regression reads and writes: p = softmax(x Wᵀ + b) of each row, and either the probabilities or the loss and its gradient.</summary>
internal unsafe struct SoftmaxRegressionOperands
{
    /// <summary>[rows, columns].</summary>
    public float* X;

    /// <summary>W [classes, columns] in panels as wide as <see cref="PanelColumns"/>.</summary>
    public float* Weights;

    /// <summary>b [whole classes]. Those past the last class are so low that they get no probability.</summary>
    public float* Bias;

    /// <summary>[rows]; null where the probabilities are wanted.</summary>
    public int* Labels;

    /// <summary>[chunks]: the sums of the losses.</summary>
    public double* Losses;

    /// <summary>[chunks, classes, columns]: the gradients by W.</summary>
    public float* WeightGradients;

    /// <summary>[chunks, whole classes]: the gradients by b.</summary>
    public float* BiasGradients;

    /// <summary>[rows, classes]: the probabilities; null where the loss is wanted.</summary>
    public float* Probabilities;

    /// <summary>[threads, <see cref="ScratchSize"/>].</summary>
    public float* Scratch;

    public int Rows;
    public int Columns;
    public int Classes;

    /// <summary>In how many pieces the rows are divided. Each has its own sums, so that they do not depend on which thread takes it.</summary>
    public int Chunks;

    /// <summary>The width of a panel of W.</summary>
    public int PanelColumns;

    /// <summary>How many rows pass at a time: so few that they are still in the second-level cache when they are multiplied with what became of them.</summary>
    public readonly int BlockRows => Math.Clamp(96 * 1024 / Columns / 8 * 8, 16, 256);

    /// <summary>The number of classes in whole panels.</summary>
    public readonly int WholeClasses => WeightPanels.Count(Classes, PanelColumns) * PanelColumns;

    /// <summary>The floats that each thread needs: the scores of a block, the last columns of a block in a whole tile, and a tile beside.</summary>
    public readonly int ScratchSize => BlockRows * WholeClasses + BlockRows * WidestTile + TallestTile * WidestTile;

    public const int WidestTile = 64;
    public const int TallestTile = 8;

    /// <summary>How wide panels should be for so many classes: two vectors where that is enough, as it is for the parts of speech.</summary>
    public static int PanelColumnsFor<V>(int classes)
        where V : unmanaged, ISimdVector<V> => classes <= SmallTile.Vectors * V.Count ? SmallTile.Vectors * V.Count : V.ShapeFor(classes).Columns;
}

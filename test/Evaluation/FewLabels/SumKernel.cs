namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The features of two kinds side by side, each with the same weight: their products are added.</summary>
/// <param name="first">The one kind.</param>
/// <param name="second">The other.</param>
internal sealed class SumKernel(ITextKernel first, ITextKernel second) : ITextKernel
{
    public string Name => $"{first.Name} + {second.Name}";

    public KernelMatrices Products(int[] training, int[] test)
    {
        var (a, b) = (first.Products(training, test), second.Products(training, test));
        return new KernelMatrices([.. a.Training.Zip(b.Training, (x, y) => x + y)], [.. a.Test.Zip(b.Test, (x, y) => x + y)]).Scaled(training.Length);
    }
}
